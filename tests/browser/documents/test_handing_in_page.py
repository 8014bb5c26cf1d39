"""Files and folders in a real browser: announced, asked for, changed, gone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.documents.conftest import answer, choose, told

pytestmark = pytest.mark.browser


def house(folder: Path) -> Path:
    """A folder of folders, some of it hidden."""
    top = folder / "house"
    for path, text in (
        ("b.txt", "B"),
        ("a.md", "A"),
        ("rooms/kitchen.txt", "warm"),
        ("rooms/attic/box.csv", "a,b"),
        (".hidden", "no"),
        (".git/config", "no"),
        ("rooms/.DS_Store", "no"),
    ):
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text)
    return top


SEEN = ["house/a.md", "house/b.txt", "house/rooms/attic/box.csv", "house/rooms/kitchen.txt"]


def drop(page: Page, *paths: Path) -> None:
    """A real drag of files, as the window system tells of it."""
    session = page.context.new_cdp_session(page)
    box = page.locator("#place").bounding_box()
    assert box
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        place = {"x": box["x"] + 5, "y": box["y"] + 5}
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})


def test_chosen_files_are_announced_and_read_when_asked_for(probe: Page, tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(f"Grüße {name}")
    files = choose(probe, tmp_path / "b.txt", tmp_path / "a.txt")
    assert [(it["name"], it["path"], it["size_bytes"]) for it in files] == [
        ("a.txt", "a.txt", 13),
        ("b.txt", "b.txt", 13),
    ]
    [message] = told(probe, "find.files")
    assert (message["shelf"], message["more"], message["left_out"]) == ("2", "", "0")
    assert len(probe.evaluate("told")) == 1, "nothing is read before it is asked for"
    found = answer(probe, files[1]["id"])
    assert found["name"] == "file.content"
    assert found["content"].decode() == "Grüße b.txt"
    modified_ms = (tmp_path / "b.txt").stat().st_mtime_ns // 1_000_000
    assert abs(int(found["modified_ms"]) - modified_ms) <= 1


def test_a_chosen_folder_is_announced_with_its_paths(probe: Page, tmp_path: Path) -> None:
    files = choose(probe, house(tmp_path), field="#folder")
    assert [it["path"] for it in files] == SEEN
    assert answer(probe, files[3]["id"])["content"] == b"warm"


def test_dropped_files_and_folders_are_announced_together(probe: Page, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("X")
    drop(probe, house(tmp_path), tmp_path / "x.txt")
    [message] = told(probe, "find.files")
    assert [it["path"] for it in message["files"]] == [*SEEN, "x.txt"]
    assert answer(probe, message["files"][4]["id"])["content"] == b"X"


def test_an_empty_folder_is_announced_as_nothing(probe: Page, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    drop(probe, tmp_path / "empty")
    [message] = told(probe, "find.files")
    assert (message["files"], message["more"]) == ([], "")


def test_many_files_come_in_parts(probe: Page, tmp_path: Path) -> None:
    for number in range(1_101):
        (tmp_path / f"{number:04}.txt").touch()
    drop(probe, tmp_path)
    messages = told(probe, "find.files", 3)
    assert [len(it["files"]) for it in messages] == [500, 500, 101]
    assert [it["more"] for it in messages] == ["yes", "yes", ""]
    assert len({file["id"] for it in messages for file in it["files"]}) == 1_101


def test_half_a_gigabyte_is_refused_before_it_is_read(probe: Page, tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(500_000_000)  # nothing on the disk
    [one] = choose(probe, tmp_path / "a.txt")
    assert one["size_bytes"] == 500_000_000
    assert answer(probe, one["id"], most_bytes=50_000_000)["reason"] == "large"


def test_a_chosen_file_that_has_changed_must_be_chosen_again(probe: Page, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    [one] = choose(probe, tmp_path / "a.txt")
    (tmp_path / "a.txt").write_text("new and longer")
    assert answer(probe, one["id"])["reason"] == "stale"
    [again] = choose(probe, tmp_path / "a.txt")
    assert answer(probe, again["id"])["content"] == b"new and longer"


def test_a_dropped_file_that_has_changed_is_read_as_it_is_now(probe: Page, tmp_path: Path) -> None:
    top = house(tmp_path)
    drop(probe, top)
    [message] = told(probe, "find.files")
    id = message["files"][0]["id"]
    (top / "a.md").write_text("new and longer")
    found = answer(probe, id)
    assert (found["content"], found["size_bytes"]) == (b"new and longer", "14")
    (top / "a.md").unlink()
    assert answer(probe, id)["reason"] == "gone"


def test_a_file_that_changes_while_it_is_read_is_said_to_and_can_be_tried_again(
    probe: Page, tmp_path: Path
) -> None:
    top = house(tmp_path)
    drop(probe, top)
    [message] = told(probe, "find.files")
    id = message["files"][0]["id"]
    # Stands between the file and its bytes, as a program does that saves at that very moment.
    probe.evaluate(
        """() => {
          const read = File.prototype.arrayBuffer;
          File.prototype.arrayBuffer = async function () {
            const bytes = await read.call(this);
            await new Promise((done) => { globalThis.saved = done; });
            return bytes;
          };
        }"""
    )
    probe.evaluate("(id) => read({ id })", id)
    probe.wait_for_timeout(200)
    (top / "a.md").write_text("saved meanwhile")
    probe.evaluate("saved()")
    assert told(probe, "file.error")[0]["reason"] == "changed"
    probe.evaluate("(id) => read({ id })", id)
    probe.wait_for_timeout(200)
    probe.evaluate("saved()")
    assert told(probe, "file.content")[0]["content"] == b"saved meanwhile"


def test_what_was_forgotten_or_never_given_is_said_to_be(probe: Page, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A")
    [one] = choose(probe, tmp_path / "a.txt")
    probe.evaluate("forget({ of: 'write.files' })")
    assert answer(probe, one["id"])["content"] == b"A", "another room's are let go"
    probe.evaluate("forget({ of: 'find.files' })")
    assert answer(probe, one["id"])["reason"] == "forgotten"
    assert answer(probe, "999")["reason"] == "forgotten"


def test_a_new_mind_hears_again_of_what_was_not_forgotten(probe: Page, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    a, b = choose(probe, tmp_path / "a.txt", tmp_path / "b.txt")
    probe.evaluate("(id) => forget({ ids: [id] })", a["id"])
    probe.evaluate("announceAgain()")
    again = told(probe, "find.files", 2)[1]
    assert (again["files"], again["again"], again["shelf"]) == ([b], "yes", "2")
    assert answer(probe, b["id"])["content"] == b"b.txt"


def test_several_are_answered_in_the_order_they_were_asked_for(probe: Page, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(name)
    ids = [it["id"] for it in choose(probe, *sorted(tmp_path.iterdir()))]
    probe.evaluate("(ids) => ids.forEach((id) => read({ id }))", ids[::-1])
    assert [it["id"] for it in told(probe, "file.content", 3)] == ids[::-1]
