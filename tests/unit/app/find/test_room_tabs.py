"""The Find room in two tabs: what is done in one is seen in the other, and nothing comes back."""

from hearthside.adapters.fake.engine import FakeShelf
from hearthside.adapters.fake.stores import FakeEncryptedStore
from tests.unit.app.find.visitor import FILES, card, give, in_the_room, room, with_files
from tests.unit.app.house import House


async def hears(home: House) -> None:
    """The page tells that another tab changed the shelf."""
    await home.do("shelf.changed")
    await home.app.settle()


async def two_tabs() -> tuple[House, House]:
    shelf, encrypted = FakeShelf(), FakeEncryptedStore()
    first = await with_files(shelf=shelf, encrypted=encrypted)
    return first, await in_the_room(shelf=shelf, encrypted=encrypted.tab())


async def test_files_that_one_tab_takes_in_are_listed_and_found_in_the_other() -> None:
    first, second = await two_tabs()
    assert card(second).documents == len(FILES)
    before = len(first.effects("shelf"))
    await give(first, {"ships.txt": "The ferry leaves at noon."})
    assert len(first.effects("shelf")) > before
    await hears(second)
    assert card(second).documents == len(FILES) + 1
    assert [line.name for line in room(second).files or ()] == sorted([*FILES, "ships.txt"])
    told = len(second.effects("shelf"))
    await hears(second)
    assert len(second.effects("shelf")) == told


async def test_a_search_finds_what_another_tab_has_just_taken_in() -> None:
    first, second = await two_tabs()
    await give(first, {"ships.txt": "The ferry leaves at noon."})
    await second.do("find.go", query="ferry")
    found = room(second).search
    assert found is not None and [one.name for one in found.passages] == ["ships.txt"]
    assert card(second).documents == len(FILES) + 1


async def test_files_that_another_tab_has_taken_in_are_unchanged_here() -> None:
    first, second = await two_tabs()
    await give(first, {"ships.txt": "The ferry leaves at noon."})
    await give(second, {"ships.txt": "The ferry leaves at noon."})
    assert room(second).intake.same == 1


async def test_a_collection_that_another_tab_deletes_does_not_come_back() -> None:
    first, second = await two_tabs()
    await first.do("find.delete")
    await first.do("find.delete.do")
    await hears(second)
    assert room(second).cards == () and room(second).files is None
    await second.do("shelf.changed")
    assert await second.shelf.list("finding") == []
