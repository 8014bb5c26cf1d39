"""Stories as values, on paper and on the shelf: nothing is lost, nothing is changed unasked."""

import json
from dataclasses import replace
from typing import Any

import pytest

from hearthside.adapters.fake.engine import FakeShelf
from hearthside.errors import InvalidInput
from hearthside.story import Imported, Story, StoryShelf
from hearthside.story.shelf import COLLECTION
from hearthside.wire import Code
from tests.unit.hostile import spoiled
from tests.unit.story.tales import a_story


def a_shelf() -> tuple[FakeShelf, StoryShelf]:
    kept = FakeShelf()
    ticks = iter(range(1_000, 100_000, 10))
    return kept, StoryShelf(kept, clock_ms=lambda: next(ticks))


async def test_a_story_comes_back_equal_from_json() -> None:
    story = await a_story(hero="مريم (she), a “fox” </script>")
    assert Story.from_json(story.to_json()) == story
    edited = replace(story, edited=True, complete=False, scenes=story.scenes[:1])
    assert Story.from_json(edited.to_json()) == edited


def without(body: dict[str, Any], *path: str) -> str:
    changed = json.loads(json.dumps(body))
    part = changed
    for name in path[:-1]:
        part = part[name]
    del part[path[-1]]
    return json.dumps(changed)


async def test_a_damaged_story_is_refused() -> None:
    text = (await a_story()).to_json()
    body = json.loads(text)
    broken = [
        "",
        "null",
        "[]",
        "{",
        text[:-1],
        "[" * 100_000,
        "x" * 1_000_001,
        json.dumps(body | {"format": 9}),
        json.dumps(body | {"title": 7}),
        json.dumps(body | {"scenes": [{}]}),
        json.dumps(body | {"recipe": {}}),
        json.dumps(body | {"plan": body["plan"] | {"mood": "grim"}}),
        json.dumps(body | {"plan": body["plan"] | {"sheet": {"hero": "Mira"}}}),
        without(body, "plan", "sheet"),  # the facts, by the name that shelves have them under
        without(body, "plan", "beats"),
        without(body, "complete"),
    ]
    for wrong in broken:
        with pytest.raises(InvalidInput) as caught:
            Story.from_json(wrong)
        assert caught.value.code == Code.SHELF_INVALID, wrong[:50]


async def test_a_title_can_be_changed_within_reason() -> None:
    story = await a_story()
    assert story.renamed("  Fox \n night ").title == "Fox night"
    for title in ("", " \n ", "t" * 121):
        with pytest.raises(InvalidInput) as caught:
            story.renamed(title)
        assert caught.value.detail == "title"


async def test_paper_holds_the_title_the_scenes_and_no_markup_of_a_person() -> None:
    story = (await a_story()).renamed("<script>alert(1)</script>")
    text, page = story.to_text(), story.to_html()
    assert text.startswith("<script>alert(1)</script>\n\n")
    assert all(part in text for scene in story.scenes for part in scene.paragraphs)
    assert "<script" not in page
    assert page.count("<p>") == sum(len(scene.paragraphs) for scene in story.scenes)
    assert "seed" not in text
    assert "<details><summary>How it was told</summary>Told by fake" in page
    assert "@media print{footer{display:none}}" in page
    assert '<html lang="en">' in page
    assert "http" not in page


async def test_a_change_of_speaker_begins_a_paragraph_on_paper() -> None:
    story = await a_story()
    said = ['"Who is there?" asked Mira.', '"It is I," said the owl.']
    story = replace(story, scenes=(replace(story.scenes[0], text=" ".join(said)),))
    assert story.to_text() == "\n\n".join([story.title, *said]) + "\n"
    assert story.to_html().count("<p>") == 2


async def test_the_line_of_an_outline_is_read_before_its_scene_and_never_twice() -> None:
    story = await a_story()
    line = "Mira & the owl share a pear."
    beats = tuple(replace(beat, line=line) for beat in story.plan.beats[:2])
    told, left = replace(story.scenes[0], text="They ate."), replace(story.scenes[0], text=line)
    story = replace(story, scenes=(told, left), plan=replace(story.plan, beats=beats))
    assert [story.line_above(number) for number in range(3)] == [line, "", ""]
    assert story.to_text() == "\n\n".join([story.title, line, "They ate.", line]) + "\n"
    assert story.to_html().count('<p class="line">Mira &amp; the owl') == 1


async def test_a_story_kept_before_there_were_branches_reads_as_before() -> None:
    story = await a_story()
    body = json.loads(story.to_json())
    assert body.pop("branch_of") == ""
    assert Story.from_json(json.dumps(body)) == story
    with pytest.raises(InvalidInput):
        Story.from_json(json.dumps(body | {"branch_of": 3}))


async def test_stories_are_kept_newest_first() -> None:
    _, shelf = a_shelf()
    story = await a_story()
    old = await shelf.save(story)
    new = await shelf.save(replace(story, title="Second", complete=False))
    assert [tag.key for tag in await shelf.list()] == [new, old]
    tag = (await shelf.list())[0]
    assert (tag.title, tag.scenes, tag.complete) == ("Second", 3, False)
    assert await shelf.open(old) == story
    assert await shelf.save(story.renamed("Third"), old) == old
    assert [tag.title for tag in await shelf.list()] == ["Third", "Second"]


async def test_two_stories_of_one_moment_both_stay() -> None:
    shelf = StoryShelf(FakeShelf(), clock_ms=lambda: 5.0)
    story = await a_story()
    keys = {await shelf.save(story) for _ in range(3)}
    assert len(keys) == 3
    assert len(await shelf.list()) == 3


async def test_without_a_clock_the_time_is_the_devices() -> None:
    shelf = StoryShelf(FakeShelf())
    await shelf.save(await a_story())
    assert (await shelf.list())[0].saved_at_ms > 1_700_000_000_000


async def test_a_story_is_renamed_in_its_place() -> None:
    _, shelf = a_shelf()
    first, second = await shelf.save(await a_story()), await shelf.save(await a_story())
    await shelf.rename(first, "The fox")
    assert [tag.key for tag in await shelf.list()] == [second, first]
    assert (await shelf.open(first)).title == "The fox"


async def test_a_story_is_deleted_once() -> None:
    _, shelf = a_shelf()
    key = await shelf.save(await a_story())
    await shelf.delete(key)
    assert await shelf.list() == []
    for gone in (shelf.delete(key), shelf.open(key), shelf.rename(key, "x")):
        with pytest.raises(InvalidInput) as caught:
            await gone
        assert caught.value.code == Code.SHELF_MISSING


async def test_a_damaged_story_is_set_aside_and_hides_no_other() -> None:
    kept, shelf = a_shelf()
    key = await shelf.save(await a_story())
    sound = await kept.get(COLLECTION, key)
    assert sound is not None
    damaged = {
        "bad": "{",
        "deep": "[" * 100_000,
        "empty": "",
        "far": json.dumps(json.loads(sound) | {"saved_at_ms": 3_093_527_980_799_000}),
        "odd": '{"story": 1, "saved_at_ms": 2}',
        "old": "[]",
    }
    for name, text in damaged.items():
        await kept.put(COLLECTION, name, text)
    tags, aside = await shelf.look()
    assert [tag.key for tag in tags] == [key] == [tag.key for tag in await shelf.list()]
    assert [one.key for one in aside] == list(damaged)
    assert aside[3].reason == "It cannot be read: its date is out of range."
    assert aside[3].size == len(damaged["far"])
    with pytest.raises(InvalidInput) as caught:
        await shelf.open("bad")
    assert caught.value.code == Code.SHELF_INVALID
    await shelf.delete("bad")
    assert len((await shelf.look())[1]) == len(damaged) - 1


async def test_an_export_comes_back_on_another_device() -> None:
    _, shelf = a_shelf()
    keys = [await shelf.save(await a_story()), await shelf.save(await a_story(length="medium"))]
    _, other = a_shelf()
    text = await shelf.export_all()
    assert await other.import_all(text) == Imported(added=2, already_there=0, kept_both=0)
    assert [tag.key for tag in await other.list()] == keys[::-1]
    assert await other.import_all(text) == Imported(added=0, already_there=2, kept_both=0)
    assert await other.export_all() == text


async def test_an_import_never_overwrites() -> None:
    _, shelf = a_shelf()
    key = await shelf.save(await a_story())
    text = await shelf.export_all()
    await shelf.rename(key, "Mine")
    assert await shelf.import_all(text) == Imported(added=0, already_there=0, kept_both=1)
    assert (await shelf.open(key)).title == "Mine"
    assert len(await shelf.list()) == 2
    assert await shelf.import_all(text) == Imported(added=0, already_there=1, kept_both=0)


async def test_a_broken_import_changes_nothing() -> None:
    _, shelf = a_shelf()
    await shelf.save(await a_story())
    before = await shelf.export_all()
    stories = json.loads(before)["stories"]
    broken = [
        "",
        "{}",
        "7",
        "[" * 100_000,
        json.dumps({"hearthside": 2, "stories": {}}),
        json.dumps({"hearthside": 1, "stories": []}),
        json.dumps({"hearthside": 1, "stories": {"a": 1}}),
        json.dumps({"hearthside": True, "stories": stories}),
        json.dumps({"hearthside": 1, "stories": {}}),
        json.dumps({"hearthside": 1, "stories": {"a": "{", "b": None}}),
        "x" * 50_000_001,
    ]
    for text in broken:
        with pytest.raises(InvalidInput) as caught:
            await shelf.import_all(text)
        assert caught.value.code == Code.SHELF_INVALID
        assert await shelf.export_all() == before


async def test_an_import_sets_aside_what_it_cannot_read_and_keeps_the_rest() -> None:
    kept, shelf = a_shelf()
    document = await kept.get(COLLECTION, await shelf.save(await a_story()))
    assert document is not None
    long, twice = "k" * 300, json.dumps(document)
    far = json.dumps(json.loads(document) | {"saved_at_ms": -1})
    body = {"a": document, "bad": far, "<b>": "{", "none": None, long: far.replace("-1", "-2")}
    stories = json.dumps(body)[:-1] + f', "a": {json.dumps(document + " ")}, "a": {twice}}}'

    there, other = a_shelf()
    text = f'{{"hearthside": 1, "stories": {stories}}}'
    done = await other.import_all(text)
    assert done == Imported(added=2, already_there=1, kept_both=0, set_aside=4)
    tags, aside = await other.look()
    assert [tag.key for tag in tags] == ["a", "a-5"]
    assert {one.key for one in aside} == {"bad", "<b>", "none", "imported-5"}
    assert await there.get(COLLECTION, "bad") == far, "as it came"
    again = await other.import_all(await other.export_all())
    assert again == Imported(added=0, already_there=6, kept_both=0)


@pytest.mark.portable
@pytest.mark.parametrize("most", [600, pytest.param(None, marks=pytest.mark.whole)])
async def test_every_value_of_a_story_is_checked(most: int | None) -> None:
    """A story with any value spoiled is refused, or can be used whole."""
    body = json.loads((await a_story(length="medium")).to_json())
    read = 0
    for text in spoiled(body, most):
        try:
            story = Story.from_json(text)
        except InvalidInput as error:
            assert error.code == Code.SHELF_INVALID
            continue
        read += 1
        assert Story.from_json(story.to_json()) == story, text
        assert "<script" not in story.to_html(), text
        assert story.to_html().encode() and story.to_text().encode(), text
        assert story.recipe.to_fragment(), text
    assert read > 50, "texts may say anything"
