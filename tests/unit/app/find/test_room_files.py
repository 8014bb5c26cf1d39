"""Files in the Find room: taken in one by one, passed over, replaced, refused, held up, removed."""

import json

import pytest

from app.rooms.find.actions.queue import Pace, gone_from
from hearthside.adapters.fake.stores import FakeEncryptedStore
from hearthside.wire import Code, Op
from tests.unit.app.find.visitor import (
    FILES,
    LEASE,
    MINUTES,
    Page,
    begin,
    card,
    give,
    in_the_room,
    pause,
    room,
    search,
    through,
    with_files,
)


async def test_the_first_files_make_a_collection_and_can_be_searched_without_a_model() -> None:
    home = await in_the_room()
    assert room(home).cards == ()
    assert "Drop files or a folder here" in home.text
    page = await give(home, FILES)
    assert (card(home).name, card(home).documents) == ("My files", 2)
    assert (room(home).intake.stage, room(home).intake.added) == ("done", 2)
    assert "2 files added." in home.text
    assert home.effects("file.forget")[-1]["ids"] == [max(page.files)]
    await home.do("find.go", query="water")
    assert "is turned off on 15 November" in home.text
    assert "Found by its words" in home.text


async def test_the_sample_files_are_one_click_and_come_with_questions() -> None:
    home = await in_the_room()
    await home.do("find.samples")
    assert card(home).name == "Sample files"
    assert card(home).documents == 4
    assert "May I keep a dog in the flat?" in home.text
    await home.do("find.example", question="When is the water turned off?")
    assert home.effects("fill")[-1]["fields"] == {"query": "When is the water turned off?"}
    assert "15 November" in home.text
    await home.do("find.samples")
    assert (room(home).intake.same, len(room(home).cards or ())) == (4, 1)


async def test_unchanged_files_are_passed_over_and_changed_ones_replaced() -> None:
    home = await with_files()
    await give(home, {"lease.md": LEASE, "minutes.txt": MINUTES + "The water is free.\n"})
    intake = room(home).intake
    assert (intake.same, intake.replaced, intake.added) == (1, 1, 0)
    assert card(home).documents == 2
    await home.do("find.go", query="free")
    assert "The water is free." in search(home).passages[0].text


async def test_files_that_a_folder_has_no_longer_are_removed_only_when_that_is_wanted() -> None:
    home = await with_files(files={"notes/lease.md": LEASE, "notes/minutes.txt": MINUTES})
    await give(home, {"notes/lease.md": LEASE})
    assert room(home).intake.gone == ("notes/minutes.txt",)
    assert "not in that folder any more" in home.text
    assert card(home).documents == 2
    await home.do("find.remove.gone")
    assert card(home).documents == 1
    assert room(home).intake.gone == ()


def test_only_files_below_a_folder_that_was_given_can_be_missing_from_it() -> None:
    kept = ["a.txt", "one/a.txt", "one/b.txt", "two/c.txt", "oneself/d.txt"]
    assert gone_from(kept, ["one/a.txt"]) == ("one/b.txt",)
    assert gone_from(kept, ["x.txt"]) == ()


async def test_what_cannot_be_read_is_listed_with_its_reason_and_the_rest_comes_in() -> None:
    home = await in_the_room()
    await give(home, {"lease.md": LEASE, "empty.txt": " ", "photo.jpg": "x", "note.txt": "yes"})
    names = {error.name: error.reason for error in room(home).intake.errors}
    assert set(names) == {"empty.txt", "photo.jpg"}
    assert "is empty" in names["empty.txt"]
    assert "2 files could not be read" in home.text
    assert card(home).documents == 2


async def test_a_file_that_is_far_too_large_is_not_even_asked_for() -> None:
    home = await in_the_room()
    listed = [{"id": "1", "name": "a.txt", "path": "a.txt", "size_bytes": 5 * 10**8,
               "modified_ms": 0}]  # fmt: skip
    await begin(home, listed)
    await home.app.settle()
    assert home.effects("file.read") == []
    assert "500 MB" in room(home).intake.errors[0].reason


async def test_other_kinds_in_a_folder_are_passed_over_and_counted() -> None:
    home = await in_the_room()
    await give(home, {"notes/lease.md": LEASE, "notes/a.jpg": "x", "notes/b.jpg": "x"})
    assert room(home).intake.passed == 2
    assert room(home).intake.errors == ()
    assert "2 of other kinds were skipped" in home.text


async def test_a_file_that_changes_while_it_is_read_is_read_once_more_and_then_said() -> None:
    home = await in_the_room()
    await give(home, {"lease.md": LEASE, "minutes.txt": MINUTES}, lease=["changed"])
    assert room(home).intake.added == 2
    await give(home, {"new.md": LEASE}, new=["changed", "changed"])
    [error] = room(home).intake.errors
    assert "changed while it was read" in error.reason
    assert error.id
    assert "Try again" in home.text


async def test_a_password_is_asked_for_handed_on_and_kept_nowhere() -> None:
    home = await in_the_room()
    page = await give(home, {"locked.pdf": MINUTES}, locked=["password"])
    [error] = room(home).intake.errors
    assert error.password
    assert "protected by a password" in home.text
    page.files[error.id] = ("locked.txt", MINUTES.encode())
    await home.app.event(
        {"name": "find.again", "data": {"file": error.id, f"password-{error.id}": "s3cret"}}
    )
    await through(home, page)
    assert home.effects("file.read")[-1]["password"] == "s3cret"
    kept = json.dumps([data for topic, data in home.notes if topic in ("keep", "screen")])
    assert "s3cret" not in kept
    assert "s3cret" not in repr(home.app.state)


async def test_no_files_at_all_is_said() -> None:
    home = await in_the_room()
    await begin(home, [])
    await home.app.settle()
    assert "There was no file that this page can read." in home.text


async def test_a_pause_keeps_what_is_done_and_goes_on_with_the_file_in_hand() -> None:
    home = await in_the_room()
    page = Page(home)
    listed = [page.hold(name, text.encode()) for name, text in FILES.items()]
    await begin(home, listed)
    while not home.effects("file.read"):
        await pause()
    await home.do("find.pause")
    assert room(home).intake.stage == "paused"
    assert "Paused" in home.text
    await home.do("find.go", query="water")
    page.answered = len(home.effects("file.read"))
    await home.app.event({"name": "find.resume", "data": {}})
    await through(home, page)
    assert (room(home).intake.stage, room(home).intake.added) == ("done", 2)
    assert [order["id"] for order in home.effects("file.read")] == ["1", "1", "2"]


async def test_the_files_that_were_left_are_let_go() -> None:
    home = await in_the_room()
    page = Page(home)
    await begin(home, [page.hold("lease.md", LEASE.encode())])
    while not home.effects("file.read"):
        await pause()
    await home.do("find.pause")
    await home.do("find.drop")
    assert room(home).intake.stage == ""
    [let_go] = [order for order in home.effects("file.forget") if "ids" not in order]
    assert let_go["of"] == "find.files", "and no other room's"
    await give(home, FILES)
    assert room(home).intake.added == 2


async def test_a_full_disk_holds_the_files_up_and_loses_nothing() -> None:
    encrypted = FakeEncryptedStore()
    home = await in_the_room(encrypted=encrypted)
    await give(home, {"lease.md": LEASE})
    encrypted.fail_next(Op.CHEST_WRITE, Code.STORAGE_FULL)
    page = await give(home, {"minutes.txt": MINUTES, "more.txt": "More words."})
    assert room(home).intake.stage == "full"
    assert "The storage is full: no room for more files." in home.text
    assert card(home).documents >= 1
    await home.app.event({"name": "find.resume", "data": {}})
    await through(home, page)
    assert room(home).intake.stage == "done"
    assert card(home).documents == 3
    assert home.app.state.error is None


async def test_a_lost_engine_holds_the_files_up_until_the_model_is_back() -> None:
    home = await in_the_room("vectors")
    assert home.app.state.embedding.stage == "ready"
    home.embedder.fail_next(Op.EMBED, Code.ENGINE_LOST)
    page = await give(home, FILES)
    assert room(home).intake.stage == "waiting"
    await home.app.event({"name": "engine.lost", "data": {}})
    while room(home).intake.stage == "waiting":
        await pause()
    await through(home, page)
    assert (room(home).intake.stage, card(home).documents) == ("done", 2)
    assert card(home).unread == 0


async def test_another_mind_is_given_the_files_again_and_goes_on() -> None:
    home = await with_files()
    page = Page(home)
    listed = [page.hold(name, text.encode()) for name, text in FILES.items()]
    page.answered = len(home.effects("file.read"))
    await begin(home, listed, again="yes")
    await through(home, page)
    assert (room(home).intake.same, card(home).documents) == (2, 2)


async def test_one_file_is_removed_by_hand() -> None:
    home = await with_files()
    await home.do("find.remove", file="minutes.txt")
    assert [line.name for line in room(home).files or ()] == ["lease.md"]
    await home.do("find.go", query="water")
    assert "Nothing was found" in home.text


@pytest.mark.parametrize("files", ["", "{", "7", '[{"name": 1}]'])
async def test_a_list_that_is_none_is_refused(files: str) -> None:
    home = await in_the_room()
    await home.do("find.files", files=files, more="", left_out="0")
    assert home.app.state.error is not None
    assert not room(home).intake.busy


def test_the_time_left_is_reckoned_by_what_was_worked_on() -> None:
    now = 0.0
    pace = Pace(lambda: now)
    assert pace.seconds_left(1000, 0) is None
    pace.begin()
    now = 10.0
    pace.end(1000)
    assert pace.seconds_left(3000, 0) == 30.0
    pace.begin()
    now = 15.0
    assert pace.seconds_left(3000, 500) == 25.0
