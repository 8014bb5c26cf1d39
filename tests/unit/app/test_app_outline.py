"""Stories from outlines in the room: seen, changed, told, retold, taken back; and without."""

import asyncio
import hashlib
import json
import re
from dataclasses import replace
from itertools import product

import pytest

from app.rooms.story.state import Telling
from hearthside.adapters.fake.engine import FAKE_MODEL, FAKE_SEEING
from hearthside.lora import write_adapter
from hearthside.story import Story
from tests.unit.app.house import FORM, MODELS, House, house
from tests.unit.lora.adapters import FORM as FITS
from tests.unit.lora.adapters import small_adapter

DATA = write_adapter(small_adapter())
PATH = "adapters/story.safetensors"
LISTED = {
    "id": "story",
    "path": PATH,
    "base": FITS.base,
    "sha256": hashlib.sha256(DATA).hexdigest(),
}
FIELDS = {**FORM, "age": "2-4", "seed": "7"}


async def at_home(*, data: bytes | None = DATA, delay_s: float = 0.0) -> House:
    """A house whose site has an adapter for stories, if there is `data`."""
    home = house("small", delay_s=delay_s)
    home.device.info = replace(FAKE_MODEL, adapters=FITS)
    words = ("".join(letters) for letters in product("bdfglmnprst", "aeio", "bdfglmnprst", "aeio"))
    home.device.answer = lambda _: f" Mila {' '.join(next(words) for _ in range(5))}. So"
    if data is not None:
        home.site.files[PATH] = data
    await home.start(settings={"models": MODELS, "adapters": [LISTED]})
    return home


def story_of(home: House) -> Story:
    story = home.app.state.of(Telling).story
    assert story is not None
    return story


def lines_of(home: House) -> list[str]:
    return [beat.line for beat in story_of(home).plan.beats]


def fields_of(home: House) -> dict[str, str]:
    """The lines' fields as the page has them."""
    found = re.findall(r'name="(\w+-line-\d+)"', home.html)
    return dict(zip(found, lines_of(home), strict=True))


async def test_a_story_is_told_from_an_outline_and_shows_it_folded() -> None:
    home = await at_home()
    await home.do("tell", **FIELDS)
    story = story_of(home)
    assert story.complete
    assert story.plan.outline
    assert '<details class="more not-printed" id="outline">' in home.html
    assert list(fields_of(home).values()) == lines_of(home)
    assert 'id="way"' not in home.html
    above = [story.line_above(number) for number in range(len(story.scenes))]
    assert any(above) and re.findall(r'<p class="scene-line">([^<]*)', home.html) == above
    assert f"from the outline \u201c{story.plan.outline}\u201d" in home.text
    await home.do("tell", **FIELDS)
    assert home.site.asked == [PATH], "it is fetched once"
    assert story_of(home).plan.outline != story.plan.outline, "it was told lately"


async def test_the_adapter_is_brought_with_the_model_and_fetched_once() -> None:
    home = await at_home()
    assert home.site.asked == [PATH]
    await home.do("tell", **FIELDS)
    assert home.site.asked == [PATH]


@pytest.mark.parametrize("listed", [None, "x", [{}], [{"id": 1}], [LISTED | {"base": "0" * 64}]])
async def test_a_list_that_has_no_fitting_adapter_is_no_harm(listed: object) -> None:
    home = house("small")
    home.device.info = replace(FAKE_MODEL, adapters=FITS)
    await home.start(settings={"models": MODELS, "adapters": listed})
    assert home.site.asked == []
    await home.do("tell", **FIELDS)
    assert "no adapter for stories" in home.text


async def test_without_the_adapter_the_page_says_which_way_it_tells() -> None:
    nothing = house("small")
    await nothing.start()
    await nothing.do("tell", **FIELDS)
    assert story_of(nothing).complete
    assert "fixed plan" in nothing.text
    assert "no adapter for stories" in nothing.text
    for data in (None, DATA[:-8] + bytes(8)):
        home = await at_home(data=data)
        await home.do("tell", **FIELDS)
        assert story_of(home).plan.outline == ""
        assert ("damaged" if data else "did not give") in home.text


async def test_the_outline_is_seen_changed_and_then_told() -> None:
    home = await at_home()
    await home.do("plan", **FIELDS)
    assert story_of(home).scenes == ()
    assert 'id="outline" open' in home.html.replace('open=""', "open")
    before = lines_of(home)
    fields = fields_of(home)
    await home.do("outline.save", **fields | {list(fields)[1]: "Mila sits down and sings"})
    assert lines_of(home)[1] == "Mila sits down and sings."
    await home.do("outline.down", line="1")
    assert lines_of(home)[2] == "Mila sits down and sings."
    assert await home.shelf.list("stories") == []
    await home.do("undo")
    await home.do("undo")
    assert lines_of(home) == before
    fields = fields_of(home)
    await home.do("outline.tell", **fields | {next(iter(fields)): "Mila finds a drum"})
    assert lines_of(home) == ["Mila finds a drum.", *before[1:]]
    assert story_of(home).complete
    assert len(await home.shelf.list("stories")) == 1


async def test_a_line_that_is_none_is_shown_where_it_is_wrong() -> None:
    home = await at_home()
    await home.do("plan", **FIELDS)
    fields = fields_of(home)
    await home.do("outline.save", **fields | {list(fields)[1]: " "})
    assert 'class="wrong"' in home.html
    assert story_of(home).edited is False


async def test_a_scene_is_retold_edited_and_taken_back() -> None:
    home = await at_home()
    await home.do("tell", **FIELDS)
    told = story_of(home)
    await home.do("rewrite", scene="1")
    retold = story_of(home)
    assert retold.scenes[1] != told.scenes[1]
    await home.do("scene.edit", scene="0")
    assert 'id="field-scene-text"' in home.html
    await home.do("scene.save", **{"scene-text": "Mila went to bed."})
    assert story_of(home).scenes[0].text == "Mila went to bed."
    ((_, document),) = await home.shelf.list("stories")
    assert "Mila went to bed." in document
    await home.do("undo")
    assert story_of(home) == retold
    await home.do("undo")
    assert story_of(home) == told
    ((_, document),) = await home.shelf.list("stories")
    assert "Mila went to bed." not in document
    assert "Undo" not in home.text


async def test_while_it_is_told_only_what_is_to_come_can_be_changed() -> None:
    home = await at_home(delay_s=0.0005)
    await home.app.event({"name": "tell", "data": FIELDS})
    while home.app.state.of(Telling).scene < 1 or not home.app.state.of(Telling).live:
        await asyncio.sleep(0)
    before, number = lines_of(home), len(lines_of(home)) - 1
    open_fields = re.findall(r'name="(\w+-line-\d+)"', home.html)
    assert len(open_fields) == len(before) - 2
    changed = dict.fromkeys(open_fields[-1:], "Mila falls asleep at last")
    sent = dict.fromkeys(("x-line-0", *open_fields[:-1]), "") | changed
    kept = {name: before[int(name.rsplit("-", 1)[1])] for name in open_fields[:-1]}
    await home.app.event({"name": "outline.save", "data": sent | kept})
    await home.app.settle()
    assert lines_of(home) == [*before[:number], "Mila falls asleep at last."]
    assert story_of(home).complete
    assert story_of(home).edited
    assert any("Mila falls asleep at last.\nScene:" in text for text in home.device.history)


OWN = {
    "title": "The Shell",
    "friend": "an old gull",
    "thing": "a shell",
    "lines": [
        "Mila lives in the lighthouse and wants to hear the sea.",
        "She asks an old gull, who has been there.",
        "Mila loses the shell that the gull gave her.",
        "At night Mila finds it and sleeps.",
    ],
}


@pytest.mark.parametrize("invents", [True, False])
async def test_a_model_that_chats_tells_its_own_outline_or_says_why_not(invents: bool) -> None:
    home = await at_home(data=None)
    scenes = home.device.answer
    assert scenes is not None
    outline = json.dumps(OWN, separators=(",", ":")) if invents else "{}"
    home.device.info = FAKE_SEEING
    home.device.answer = lambda prompt: (
        outline if "You plan bedtime stories" in prompt else scenes(prompt).lstrip()
    )
    await home.do("load")
    await home.do("plan", **FIELDS)
    if invents:
        assert (lines_of(home), 'id="way"' in home.html) == (OWN["lines"], False)
        await home.do("tell", **FIELDS)
        assert story_of(home).complete and "from an outline of its own" in home.text
    else:
        assert "Told from an outline of ours" in home.text
