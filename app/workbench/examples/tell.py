"""A bedtime story, word by word. Change the wish."""

from hearthside.story import SceneRetried, SceneStarted
from hearthside.story import StoryForm, Storyteller, Words
from workbench import open_model

model = await open_model()
wishes = {
    "hero": "Mira, a little fox",
    "wish": "to hear the sea",
    "length": "short",
}
form = StoryForm.from_fields(wishes)

async with Storyteller(model) as teller:
    async for event in teller.tell(form, seed=7):
        match event:
            case SceneStarted(index, count, title):
                print(f"\n\n{index + 1}/{count} {title}\n")
            case Words(text):
                print(text, end="")
            case SceneRetried():
                print(" ↺", end="")  # taken back, told anew
