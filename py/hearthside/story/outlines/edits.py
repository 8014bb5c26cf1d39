"""What a person changes in a story: lines of its outline, their order, the text of a scene.

Pure: a story in, another out; each is `edited`, unless nothing changed. Knows nothing of telling.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hearthside.errors import InvalidInput
from hearthside.story.book import Scene, Story
from hearthside.story.form import clean
from hearthside.story.plan import as_sentence
from hearthside.text.sentences import ends_well
from hearthside.wire import Code

MAX_SCENE_CHARACTERS: Final = 4000


def with_lines(story: Story, lines: Sequence[str]) -> Story:
    """The story with these lines, one a scene; a scene that is told stays as it is until it is told
    anew. Raises InvalidInput (form.invalid, the line's number from 0 in `detail`: "line-2")."""
    beats = list(story.plan.beats)
    if len(lines) != len(beats):
        raise InvalidInput(Code.CALL_INVALID, f"This story has {len(beats)} lines.")
    for at, line in enumerate(lines):
        beats[at] = replace(beats[at], line=as_sentence(line, f"line-{at}", needed=True))
    return _changed(story, replace(story, plan=replace(story.plan, beats=tuple(beats))))


def moved(story: Story, index: int, step: int, fixed: int = 0) -> Story:
    """The story with line `index` one place up (-1) or down (1), and its scene with it.

    The first `fixed` lines stay where they are, and a scene that is told cannot change places with
    one that is not: then, and past an end, the story comes back as it was.
    """
    first, second = sorted((index, index + step))
    told, beats, scenes = len(story.scenes), list(story.plan.beats), list(story.scenes)
    if not fixed <= first < second < len(beats) or first < told <= second:
        return story
    beats[first], beats[second] = beats[second], beats[first]
    if second < told:
        scenes[first], scenes[second] = scenes[second], scenes[first]
    plan = replace(story.plan, beats=tuple(beats))
    return _changed(story, replace(story, plan=plan, scenes=tuple(scenes)))


def with_text(story: Story, index: int, text: str) -> Story:
    """The story with another text in scene `index`, as a person wrote it.

    Raises InvalidInput (form.invalid, detail "scene-text").
    """
    if not 0 <= index < len(story.scenes):
        raise InvalidInput(Code.CALL_INVALID, f"This story has no scene {index + 1}.")
    text = clean(text[: 2 * MAX_SCENE_CHARACTERS])
    if not any(map(str.isalpha, text)) or len(text) > MAX_SCENE_CHARACTERS:
        message = f"A scene has 1 to {MAX_SCENE_CHARACTERS:,} characters; this has {len(text):,}."
        raise InvalidInput(Code.FORM_INVALID, message, detail="scene-text")
    scenes = list(story.scenes)
    before = scenes[index]
    text = text if ends_well(text) else f"{text}."
    scenes[index] = Scene(before.title, text, before.checks)
    return _changed(story, replace(story, scenes=tuple(scenes)))


def _changed(before: Story, after: Story) -> Story:
    return before if after == before else replace(after, edited=True)
