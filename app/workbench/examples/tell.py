"""A bedtime story, scene by scene. Change the wish."""

from hearthside.story import SceneDone, SceneStarted
from hearthside.story import StoryForm, Storyteller
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
                print(f"{index + 1}/{count} {title}\n")
            case SceneDone(_, scene):
                print(f"{scene.text}\n")
