"""A bedtime story, word by word. Change the wish or the seed, and run it again."""

from hearthside.story import SceneRetried, SceneStarted, StoryForm, Storyteller, Words
from workbench import open_model

model = await open_model()
form = StoryForm.from_fields(
    {"hero": "Mira, a little fox", "wish": "to hear the sea", "length": "short"}, seed=7
)

async with Storyteller(model) as teller, teller.tell(form, seed=7) as telling:
    async for event in telling:
        match event:
            case SceneStarted(number, count, title):
                print(f"\n\n{number + 1} of {count}: {title}\n")
            case Words(words):
                print(words, end="")
            case SceneRetried():
                print(" ↺", end="")  # That sentence is taken back and told anew.
