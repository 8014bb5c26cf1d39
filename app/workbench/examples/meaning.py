"""What texts mean, in numbers. Change the question."""

from hearthside import Classifier, Labelled
from hearthside.classify import Embeddings
from workbench import open_embedder

model, matrices = await open_embedder()
question = "May I keep a dog?"
texts = [
    "Pets need the landlady's permission.",
    "Das Wasser wird am Montag abgestellt.",
    "The ferry leaves at noon.",
]

# All numbers of a vector, and then as few as it can have.
fewest = min(model.info.truncations)
for n in (model.info.dimensions, fewest):
    asked = await model.encode_query([question], truncate_dim=n)
    found = await model.encode_document(texts, truncate_dim=n)
    print(f"{question} ({n} numbers each)")
    [cosines] = model.similarity(asked, found)
    pairs = sorted(zip(cosines, texts), reverse=True)
    for cosine, text in pairs:
        print(f"{cosine:.2f} {text}")
    print()

# A classifier, taught by ten examples.
shown = {
    "billing": [
        "I was charged twice.",
        "Where is my refund?",
        "The invoice is too high.",
        "Please cancel my payment.",
        "My card was declined.",
    ],
    "repair": [
        "It broke on the second day.",
        "The screen stays black.",
        "It makes a strange noise.",
        "The handle came off.",
        "It does not turn on.",
    ],
}
classifier = await Classifier.fit(
    Embeddings(model, matrices),
    list(shown),
    [Labelled(t, name) for name in shown for t in shown[name]],
)
for text in (
    "You took the money two times.",
    "The kettle only hums.",
):
    decision = classifier.decide(await classifier.read(text))
    sure = f"{decision.probability:4.0%}"
    print(f"{decision.label:8} {sure} {text}")
