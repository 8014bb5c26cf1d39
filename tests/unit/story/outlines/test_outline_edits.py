"""What a person changes by hand: lines, their order, the text of a scene."""

from dataclasses import replace

import pytest

from hearthside.errors import InvalidInput
from hearthside.story import Story
from hearthside.story.outlines.edits import MAX_SCENE_CHARACTERS, moved, with_lines, with_text
from hearthside.story.outlines.planned import line_beat
from tests.unit.story.tales import a_story


async def outlined() -> Story:
    """A story of four lines, three of which are told."""
    story = await a_story()
    beats = tuple(line_beat(f"Mira does thing number {n}.") for n in "abcd")
    return replace(story, plan=replace(story.plan, beats=beats, outline="Stretch"))


def lines(story: Story) -> str:
    return "".join(beat.line[-2] for beat in story.plan.beats)


async def test_lines_are_kept_as_sentences_and_what_is_told_stays() -> None:
    story = await outlined()
    changed = with_lines(story, ["Mira sings", *[beat.line for beat in story.plan.beats[1:]]])
    assert changed.plan.beats[0].line == "Mira sings."
    assert changed.edited
    assert changed.scenes == story.scenes
    assert with_lines(story, [beat.line for beat in story.plan.beats]) is story
    assert Story.from_json(changed.to_json()) == changed


@pytest.mark.parametrize("line", ["", "   ", "?!", "long " * 60])
async def test_a_line_that_is_none_is_refused_by_its_number(line: str) -> None:
    story = await outlined()
    wanted = [beat.line for beat in story.plan.beats]
    wanted[2] = line
    with pytest.raises(InvalidInput) as caught:
        with_lines(story, wanted)
    assert caught.value.detail == "line-2"


async def test_a_line_moves_with_its_scene() -> None:
    story = await outlined()
    changed = moved(story, 1, -1)
    assert lines(changed) == "bacd"
    assert changed.scenes[:2] == (story.scenes[1], story.scenes[0])
    assert moved(changed, 0, 1) == replace(story, edited=True)


async def test_no_line_moves_past_an_end_or_between_told_and_untold() -> None:
    story = await outlined()
    assert len(story.scenes) == 3
    for index, step, fixed in ((0, -1, 0), (3, 1, 0), (2, 1, 0), (3, -1, 0), (1, -1, 1)):
        assert moved(story, index, step, fixed) is story


async def test_the_text_of_a_scene_is_a_persons_to_change() -> None:
    story = await outlined()
    changed = with_text(story, 1, "Mira went home\nand slept")
    assert changed.scenes[1].text == "Mira went home and slept."
    assert changed.edited
    assert changed.scenes[0] == story.scenes[0]
    assert with_text(changed, 1, changed.scenes[1].text) is changed
    for text in ("", "...", "long " * MAX_SCENE_CHARACTERS):
        with pytest.raises(InvalidInput) as caught:
            with_text(story, 1, text)
        assert caught.value.detail == "scene-text"
