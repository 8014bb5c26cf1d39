"""What people have on their devices is read as it was by the version that kept it.

before_rooms.json holds it as the browser did, and under "seen" what that version showed of it
(tests/browser/kept/make.py). Here the library reads it, and the page's mind starts with it.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hearthside.adapters.fake.engine import FakeShelf
from hearthside.adapters.fake.matrices import FakeMatrices
from hearthside.adapters.fake.stores import FakeEncryptedStore
from hearthside.classify.features import Features
from hearthside.find.index import Index
from hearthside.route import Policy
from hearthside.story import Recipe, StoryShelf
from tests.unit.app.house import EMBEDDERS, MODELS, House, house

BEFORE: dict[str, Any] = json.loads(
    Path(__file__).with_name("before_rooms.json").read_text("utf-8")
)
SEEN, CARRIED = BEFORE["seen"], BEFORE["carried"]
PART = "hearthside.kept."


def documents() -> list[dict[str, str]]:
    [database] = [one for one in BEFORE["databases"] if one["name"] == "hearthside-shelf"]
    [store] = database["stores"]
    records: list[dict[str, str]] = store["records"]
    return records


async def a_shelf() -> FakeShelf:
    shelf = FakeShelf()
    for one in documents():
        await shelf.put(one["collection"], one["key"], one["text"])
    return shelf


def plain_files() -> Iterator[tuple[str, bytes]]:
    """(key, content) of the collection that is not sealed: a file begins with its key's length and
    the key."""
    files = {path: base64.b64decode(text) for path, text in BEFORE["files"].items()}
    sealed = {path.rpartition("/")[0] for path in files if path.endswith("/seal")}
    for path, file in files.items():
        if path.rpartition("/")[0] not in sealed:
            end = 4 + int.from_bytes(file[:4], "little")
            yield json.loads(file[4:end]), file[end:]


async def a_chest(collection: str) -> FakeEncryptedStore:
    chest = FakeEncryptedStore()
    for key, content in plain_files():
        await chest.write(collection, key, content)
    return chest


def words(text: str) -> str:
    return " ".join(text.split())


async def test_every_story_is_read_and_none_is_set_aside() -> None:
    shelf = StoryShelf(await a_shelf())
    tags, aside = await shelf.look()
    assert aside == () and {tag.title for tag in tags} == SEEN["shelf"].keys()
    for tag in tags:
        story, seen = await shelf.open(tag.key), SEEN["shelf"][tag.title]
        assert [words(scene.text) for scene in story.scenes] == list(map(words, seen["scenes"]))
    branches = {tag.title: tag.branch_of for tag in tags if tag.branch_of}
    assert branches == {"a small boat comes down the river": "Mila and Bramble"}, (
        "as it was called then"
    )


async def test_an_exported_file_brings_nothing_new_and_a_link_tells_its_recipe() -> None:
    done = await StoryShelf(await a_shelf()).import_all(CARRIED["stories"])
    # The export is from before the third story.
    assert (done.already_there, done.added, done.kept_both, done.set_aside) == (2, 0, 0, 0)
    recipe = Recipe.from_fragment(CARRIED["recipe"].removeprefix("recipe="))
    assert recipe.form.hero in SEEN["in another tab"]["recipe"] and recipe.seed == 7


async def test_a_policy_of_ones_own_is_valid() -> None:
    [kept] = [one for one in documents() if one["collection"] == "policies"]
    text = json.loads(kept["text"])["text"]
    assert text == CARRIED["policy"] == SEEN["route"]["text"]
    assert Policy.from_toml(text).note == SEEN["route"]["warning"]


def test_every_reading_is_read() -> None:
    blocks = [
        json.loads(one["text"]) for one in documents() if one["collection"].endswith("readings")
    ]
    readings = [Features.from_text(text) for block in blocks for text in block["readings"].values()]
    assert len(readings) >= 24 + 24 + 60
    assert {len(reading.scores) for reading in readings} == {2, 3}, "as many as there are labels"


async def test_the_plain_collection_is_whole_and_found_in() -> None:
    seen = SEEN["find"]["plain"]
    index = await Index.open(await a_chest("mine"), FakeMatrices(), "mine")
    assert sorted(entry.path for entry in index.documents) == seen["files"]
    assert sum(entry.missing for entry in index.documents) == 0, "each passage has its vector"
    assert index.damaged == ()
    found = await index.search("landlady", k=5)
    assert words(found.hits[0].text) in seen["passages"] and "landlady" in found.hits[0].text


async def a_visit(room: str) -> House:
    """The page's mind, as it starts in a tab that was reloaded in a room; no model is there."""
    home = house(shelf=await a_shelf(), encrypted=await a_chest("mine"))
    session: dict[str, str] = BEFORE["session"]
    kept = {
        name.removeprefix(PART): text for name, text in session.items() if name.startswith(PART)
    }
    await home.start(kept=kept, fragment=f"#{room}", settings={"models": [*MODELS, *EMBEDDERS]})
    return home


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        ("story", ["Mila and the sea", SEEN["shelf"]["Mila and the sea"]["scenes"][2][:40]]),
        ("sort", ["letters.csv", "Checked by you (4)", SEEN["sort"]["letters.csv"]["rows"][0][1]]),
        ("route", ["Our desk", SEEN["route"]["warning"], "0555 123 4567"]),
        ("find", SEEN["find"]["collections"]),
        ("shelf", [*SEEN["shelf"]]),
        ("settings", []),
    ],
)
async def test_the_page_starts_with_all_of_it(room: str, shown: list[str]) -> None:
    home = await a_visit(room)
    for text in shown:
        assert text in home.text, text
    assert "cannot be read" not in home.text and "set aside" not in home.text
    assert home.app.state.preferences.device == "wasm", "as it was chosen"
