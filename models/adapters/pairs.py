"""The data as pairs of a prompt and an answer, in the prompts that the library's tasks give."""

from pathlib import Path

from hearthside.finetune import Pair
from hearthside.story.taught import SceneFacts, SceneRequest, scene_prompt
from hearthside.text.escape import one_line
from hearthside.write import task_answer, task_prompt
from models.adapters.corpus.lines import DATA, read_lines


def story_pairs(folder: Path = DATA) -> list[Pair]:
    """A pair for each scene of each story: the scene from its line."""
    pairs = []
    for line in read_lines("stories", folder):
        story = line.value
        facts = SceneFacts(
            **{name: story[name] for name in ("title", "hero", "place", "wish", "mood", "age")}
        )
        before = ""
        for index, scene in enumerate(story["scenes"]):
            prompt = scene_prompt(SceneRequest(facts, story["beats"], index, before))
            pairs.append(Pair(prompt.render(None), f" {one_line(scene)}", story["title"]))
            before = scene
    return pairs


def task_pairs(folder: Path = DATA) -> list[Pair]:
    """A pair for each job; those on one text are one group."""
    return [
        Pair(
            task_prompt(job["task"], job["input"], job["ask"]).render(None),
            task_answer(job["output"]),
            job["input"],
        )
        for job in (line.value for line in read_lines("tasks", folder))
    ]
