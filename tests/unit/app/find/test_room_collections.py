"""Collections: made, named, sealed, locked, deleted after a question, made by another model."""

import json
from dataclasses import replace

from app.rooms.find.effects import MakeCollection, OpenCollection
from app.rooms.find.events import FileWanted
from hearthside.adapters.fake.embedder import FAKE_EMBEDDER
from hearthside.adapters.fake.engine import FakeShelf
from hearthside.adapters.fake.stores import FakeEncryptedStore
from tests.unit.app.find.visitor import FILES, LEASE, card, give, in_the_room, room, with_files

SECRET = "correct horse battery"
SEALED = {"collection-name": "Letters", "passphrase": SECRET, "passphrase-again": SECRET}


async def test_another_collection_is_made_renamed_and_chosen() -> None:
    home = await with_files()
    first = card(home).key
    await home.do("find.new")
    assert "A new collection" in home.text
    await home.do("find.make", **{"collection-name": "  My   files "})
    assert "already" in room(home).wrong
    await home.do("find.make", **{"collection-name": " Flat  and house "})
    assert card(home).name == "Flat and house"
    assert card(home).documents == 0
    await home.do("find.rename")
    await home.do("find.name", **{"new-name": "Flat"})
    assert card(home).name == "Flat"
    await home.do("find.choose", value=first)
    assert (card(home).name, card(home).documents) == ("My files", 2)
    assert home.effects("shelf")


async def test_a_collection_asked_for_twice_at_once_is_made_once() -> None:
    home = await in_the_room()
    for fields in ({"collection-name": "Letters"}, SEALED):
        await home.do("find.new")
        for data in (fields, fields, dict.fromkeys(fields, "")):
            await home.app.event({"name": "find.make", "data": data})
        await home.app.settle()
        assert [one.name for one in room(home).cards or ()] == ["Letters"]
        assert len(await home.shelf.list("finding")) == 1
        assert (room(home).wrong, home.app.state.error) == ("", None)
        await home.do("find.delete")
        await home.do("find.delete.do")


async def test_one_that_another_tab_has_made_by_that_name_is_not_made_again() -> None:
    home = await in_the_room()
    other = await in_the_room(shelf=home.shelf, encrypted=home.encrypted)
    await other.do("find.make", **{"collection-name": "Letters"})
    await home.do("find.make", **{"collection-name": "Letters"})
    assert len(await home.shelf.list("finding")) == 1
    assert home.app.state.error is not None and "already" in home.text
    await home.do("find.make", **{"collection-name": "Other"})
    assert card(home).name == "Other"


async def test_what_is_wrong_with_a_new_collection_is_said_beside_the_form() -> None:
    home = await in_the_room()
    await home.do("find.new")
    await home.do("find.make", **{"collection-name": " "})
    assert "Enter a name" in home.text
    await home.do("find.make", **{**SEALED, "passphrase-again": "other"})
    assert "not the same" in home.text
    await home.do("find.make", **{**SEALED, "passphrase": "abc", "passphrase-again": "abc"})
    assert "8 letters or more" in home.text
    assert room(home).cards == ()


async def test_a_collection_is_deleted_only_after_being_asked() -> None:
    home = await with_files()
    await home.do("find.delete.do")
    assert card(home).documents == 2
    await home.do("find.delete")
    assert "This cannot be undone" in home.text
    await home.do("find.leave")
    await home.do("find.delete")
    await home.do("find.delete.do")
    assert room(home).cards == ()
    assert "Drop files or a folder here" in home.text
    assert home.encrypted.size_bytes == 0


async def test_collections_are_there_again_at_the_next_visit() -> None:
    shelf, encrypted = FakeShelf(), FakeEncryptedStore()
    home = await in_the_room(shelf=shelf, encrypted=encrypted)
    await give(home, FILES)
    again = await in_the_room(shelf=shelf, encrypted=encrypted)
    assert (card(again).documents, len(room(again).files or ())) == (2, 2)
    await again.do("find.go", query="water")
    assert "15 November" in again.text


async def test_a_lost_mind_looks_again_for_what_was_looked_for() -> None:
    home = await with_files()
    await home.do("find.go", query="water")
    kept = home.kept
    assert "15 November" not in kept
    again = await in_the_room(shelf=home.shelf, encrypted=home.encrypted, kept=kept)
    assert "15 November" in again.text


async def test_a_sealed_collection_opens_with_its_passphrase_alone() -> None:
    home = await in_the_room()
    await home.do("find.make", **SEALED)
    assert card(home).sealed
    await give(home, {"lease.md": LEASE})
    home.encrypted.reload()
    again = await in_the_room(shelf=home.shelf, encrypted=home.encrypted)
    assert not card(again).open
    assert "Sealed with a passphrase, and locked." in again.text
    assert "landlady" not in again.text
    assert room(again).files is None
    await again.do("find.unlock", unlock="wrong horse")
    assert "That is not the passphrase" in again.text
    assert again.effects("fill")[-1]["fields"] == {"unlock": ""}
    await again.do("find.unlock", unlock=SECRET)
    assert (card(again).open, card(again).documents) == (True, 1)
    await again.do("find.go", query="dog")
    assert "permission beforehand" in again.text
    await again.do("find.lock")
    assert not card(again).open
    assert "permission beforehand" not in again.text


async def test_a_locked_collection_takes_no_files() -> None:
    home = await in_the_room()
    await home.do("find.make", **SEALED)
    await home.do("find.lock")
    await home.do("find.files", files="[]", more="", left_out="0")
    assert "Open this collection with its passphrase first" in home.text
    assert home.effects("file.forget")


async def test_what_is_sealed_leaves_no_trace_outside_the_encrypted_store() -> None:
    home = await in_the_room()
    await home.do("find.make", **SEALED)
    await give(home, {"lease.md": LEASE})
    await home.do("find.go", query="dog")
    told = json.dumps([data for topic, data in home.notes if topic == "keep"])
    shelf = json.dumps(await home.shelf.list("finding"))
    for text in (told, shelf):
        assert "landlady" not in text
        assert "lease.md" not in text
    everything = json.dumps(home.notes, default=repr) + repr(home.app.state) + shelf
    assert SECRET not in everything


def test_values_that_carry_a_secret_do_not_say_it() -> None:
    told = (OpenCollection("k", SECRET), MakeCollection("n", SECRET), FileWanted("1", 9, SECRET))
    assert SECRET not in repr(told)


async def test_a_collection_of_another_model_offers_two_ways_on() -> None:
    home = await with_files("vectors")
    assert card(home).model == "vectors"
    home.embedder.info = replace(FAKE_EMBEDDER, title="Another one", hash="other")
    await home.do("embedder.load", model="vectors-compact")
    assert room(home).other_model == "vectors"
    assert "made by another model" in home.text
    assert "Rebuild with Another one" in home.text
    await home.do("find.go", query="water")
    assert "Found by its words" in home.text
    await home.do("find.anew")
    assert (room(home).other_model, card(home).model, card(home).unread) == (
        "",
        "vectors-compact",
        0,
    )
    await home.do("find.go", query="water")
    assert "meaning" in home.text


async def test_fewer_numbers_are_cut_and_more_are_made_anew() -> None:
    home = await with_files("vectors")
    assert card(home).dimensions == 64
    await home.do("find.dimensions", value="16")
    assert card(home).dimensions == 16
    embedded = home.embedder.texts_embedded
    await home.do("find.dimensions", value="8")
    assert home.embedder.texts_embedded == embedded
    await home.do("find.dimensions", value="32")
    assert card(home).dimensions == 32
    assert home.embedder.texts_embedded > embedded
    await home.do("find.dimensions", value="7000")
    assert card(home).dimensions == 32


async def test_what_a_length_keeps_is_measured_on_ones_own_passages() -> None:
    lines = [f"# Part {n}\n\nThing number {n} lies in box {n * 7}, behind door {n % 5}." * 9
             for n in range(30)]  # fmt: skip
    home = await with_files("vectors", files={f"{n}.md": text for n, text in enumerate(lines)})
    assert card(home).passages >= 20
    await home.do("find.measure")
    trades = room(home).trades
    assert trades is not None
    assert [trade.dimensions for trade in trades] == [64, 32, 16, 8]
    assert trades[0].share == 1.0
    assert trades[-1].share <= trades[1].share <= 1.0
    assert trades[0].size_bytes > trades[-1].size_bytes
    assert "Finds of the ten nearest" in home.text


async def test_passages_get_their_vectors_when_the_model_comes() -> None:
    home = await with_files()
    assert card(home).unread == card(home).passages > 0
    await home.do("embedder.load", model="vectors")
    assert (card(home).unread, card(home).model) == (0, "vectors")
    home.embedder.kin["puppy"] = "dog"
    await home.do("find.go", query="puppy")
    assert room(home).search is not None
    assert "Found by its meaning" in home.text
