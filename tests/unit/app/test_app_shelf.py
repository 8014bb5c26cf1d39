"""The shelf over a shelf in memory: open, rename, delete, put back, out and in, full."""

import json

import pytest

from app.rooms.find.state import FindState
from app.rooms.route.state import RouteState
from app.rooms.shelf.state import ShelfState
from app.rooms.sort.state import SortState
from app.rooms.story.state import Telling
from hearthside.errors import error_of
from hearthside.wire import Code
from tests.unit.app.house import FORM, house, telling, told
from tests.unit.hostile import spoiled


async def test_the_shelf_opens_renames_deletes_and_puts_back() -> None:
    home = await told()
    await home.do("fragment", fragment="#shelf")
    entries = home.app.state.of(ShelfState).entries
    assert entries is not None
    key = entries[0].id
    await home.do("shelf.rename", id=key)
    assert 'name="title"' in home.html
    await home.do("shelf.title", id=key, title="The <Lamp>")
    assert "The &lt;Lamp&gt;" in home.html
    await home.do("shelf.delete", id=key)
    assert home.app.state.of(ShelfState).entries == ()
    assert home.app.state.of(Telling).story is None
    await home.do("shelf.undo")
    entries = home.app.state.of(ShelfState).entries
    assert entries is not None
    assert entries[0].title == "The <Lamp>"
    await home.do("shelf.open", id=key)
    assert home.app.state.place == "story"
    assert "The &lt;Lamp&gt;" in home.html


async def test_the_shelf_goes_out_and_comes_in_as_one_file() -> None:
    home = await told()
    await home.do("fragment", fragment="#shelf")
    await home.do("shelf.export")
    text = home.effects("save")[-1]["text"]
    assert json.loads(text)["stories"]

    other = house("small")
    await other.start(fragment="#shelf")
    await other.do("shelf.import", text=text)
    assert "1 story was added." in other.text
    await other.do("shelf.import", text=text)
    assert "on the shelf already" in other.text
    await other.do("shelf.import", text="not a shelf")
    assert "That file does not hold stories of Hearthside." in other.text
    assert len(await other.shelf.list("stories")) == 1


async def test_a_full_disk_is_told_and_the_telling_goes_on() -> None:
    class FullShelf(type(house().shelf)):  # type: ignore[misc]
        async def put(self, collection: str, key: str, text: str) -> None:
            if collection == "stories":
                raise error_of(Code.STORAGE_FULL, "no room")

    home = house("small", shelf=FullShelf())
    await home.start()
    await home.do("tell", **FORM)
    assert home.app.state.of(Telling).story is not None
    assert home.app.state.of(Telling).story.complete
    assert "The storage is full." in home.text


async def test_another_tab_is_told_of_and_refreshes_the_shelf() -> None:
    home = house("small")
    await home.start(fragment="#shelf")
    await home.do("tabs", others=1)
    assert "open in another tab" in home.text
    await home.shelf.put("stories", "broken", "{}")
    await home.do("shelf.changed")
    assert "1 story is set aside because it cannot be read" in home.text
    await home.do("tabs", others=0)
    assert "open in another tab" not in home.text


DAMAGED = {
    "stories": {"far": '{"saved_at_ms": 3093527980799000, "story": "{}"}', "<b>": "{"},
    "sorting": {"far": '{"format": 1, "of": 1000000000000}'},
    "policies": {"bad": '{"format": 1, "name": 7}'},
    "finding": {"bad": '{"format": 1, "name": "x", "saved_at_ms": "now"}'},
    "settings": {"preferences": '{"device": "abacus"}'},
}
ROOMS = {"stories": "shelf", "sorting": "sort", "policies": "route", "finding": "find"}


async def test_what_cannot_be_read_is_set_aside_in_every_room_saved_as_it_is_and_deleted() -> None:
    shelf = (await told()).shelf
    for collection, documents in DAMAGED.items():
        for key, text in documents.items():
            await shelf.put(collection, key, text)
    home = house("small", shelf=shelf)
    await home.start(fragment="#shelf")
    for collection, documents in DAMAGED.items():
        await home.do("fragment", fragment=f"#{ROOMS.get(collection, 'settings')}")
        found = home.app.state.aside.found[collection]
        assert len(found) == len(documents) and "Set aside" in home.text
        for one, text in zip(found, sorted(documents.items()), strict=True):
            where = {"collection": collection, "key": one.key}
            await home.do("aside.save", **where)
            assert home.effects("save")[-1]["text"] == text[1], "as it stands"
            await home.do("aside.delete", **where)
            assert "This cannot be undone." in home.text
            await home.do("aside.keep")
            await home.do("aside.delete.do", **where)
        assert "Set aside" not in home.text
        assert home.app.state.error is None
    assert home.app.state.of(ShelfState).entries and len(home.app.state.of(ShelfState).entries) == 1
    assert home.app.state.preferences.device == "auto"
    assert [key for key, _ in await shelf.list("settings")] == ["preferences"]


@pytest.mark.portable
@pytest.mark.parametrize("most", [60, pytest.param(None, marks=pytest.mark.whole)])
async def test_every_kept_value_of_every_kind_is_checked(most: int | None) -> None:
    """One spoiled document after another, and the sound one beside it is always there."""
    table = '{"name": "t", "columns": ["a"], "rows": [["x"], ["y"]], "notes": []}'
    job = {
        "format": 1, "name": "t", "of": 2, "settings": None, "line": {}, "read": 0,
        "reviews": {"0": [["x"], [], 0, 0]}, "mark": "", "model": "", "saved_at_ms": 1,
    }  # fmt: skip
    kinds = {
        "sorting": job,
        "policies": {"format": 1, "name": "p", "sample": "", "text": "x"},
        "finding": {"format": 1, "name": "c", "saved_at_ms": 1, "passages": 3},
    }
    home = house()
    for key in ("sound", "spoiled"):
        await home.shelf.put("sorting.tables", key, table)
    for collection, document in kinds.items():
        await home.shelf.put(collection, "sound", json.dumps(document))
    await home.start(fragment="#shelf")
    for collection, document in kinds.items():
        for text in spoiled(document, most):
            await home.shelf.put(collection, "spoiled", text)
            await home.do("fragment", fragment="#shelf")
            await home.do("fragment", fragment=f"#{ROOMS[collection]}")
            state = home.app.state
            listed = {
                "sorting": [tag.key for tag in state.of(SortState).jobs or ()],
                "policies": [card.key for card in state.of(RouteState).policy.own],
                "finding": [card.key for card in state.of(FindState).cards or ()],
            }[collection]
            assert "sound" in listed, text
            aside = [one.key for one in state.aside.found[collection]]
            assert sorted([*listed, *aside]) == ["sound", "spoiled"], text
            assert state.error is None
        await home.shelf.delete(collection, "spoiled")


async def test_a_story_whose_page_was_closed_comes_back_with_a_word_and_goes_on() -> None:
    home = house("small")
    await home.start()
    await telling(home)
    heir = house("small", shelf=home.shelf)  # the first page is gone without a word
    await heir.start()
    assert "was cut short when the page was closed. It is on your shelf." in heir.text
    await heir.do("tabs", others=1)
    assert "cut short" not in heir.text, "another tab may be telling it"
    await heir.do("tabs", others=0)
    await heir.do("unfinished.resume")
    story = heir.app.state.of(Telling).story
    assert story is not None and len(story.scenes) >= 2
    assert heir.app.state.of(Telling).key == (await home.shelf.list("stories"))[0][0]
    await home.do("stop")
    again = house("small", shelf=home.shelf)
    await again.start()
    assert "cut short" not in again.text, "it was gone on with"


async def test_a_story_that_was_stopped_by_hand_is_not_spoken_of() -> None:
    home = house("small")
    await home.start()
    await telling(home)
    await home.do("stop")
    assert "Saved on your shelf" in home.text
    heir = house("small", shelf=home.shelf)
    await heir.start()
    assert "cut short" not in heir.text


async def test_clicks_that_waited_do_nothing_twice() -> None:
    """What was clicked again while Python was away comes all at once when it is back."""
    home = await told()
    entries = home.app.state.of(ShelfState).entries or ()
    await home.do("fragment", fragment="#shelf")
    entries = home.app.state.of(ShelfState).entries or ()
    for _ in range(5):
        await home.app.event({"name": "shelf.delete", "data": {"id": entries[0].id}})
    await home.app.settle()
    assert home.app.state.error is None
    assert home.app.state.of(ShelfState).deleted is not None
    await home.do("fragment", fragment="#story")
    for _ in range(5):
        await home.app.event({"name": "tell", "data": {**FORM, "seed": "7"}})
    await home.app.settle()
    assert home.app.state.error is None
    assert len(await home.shelf.list("stories")) == 1
