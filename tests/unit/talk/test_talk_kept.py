"""Talks as files and on the shelf: whole, refused where they are damaged, found by their words."""

import json
import time

import pytest

from hearthside.adapters.fake.engine import FakeShelf
from hearthside.errors import InvalidInput
from hearthside.talk import (
    Conversation,
    Shown,
    Summary,
    TalkShelf,
    from_json,
    search,
    to_json,
    to_markdown,
)
from hearthside.talk.file import MAX_FILE_CHARACTERS
from hearthside.talk.shelf import COLLECTION
from hearthside.wire import Code
from tests.unit.hostile import spoiled
from tests.unit.talk.test_conversation import long_talk

DAY_MS = 86_400_000 * 3 // 2  # noon, so that it is the same day nearly everywhere


def full() -> Conversation:
    talk = Conversation("Cats", "Be kind.\nAlways.").asked(
        "What is it? <b>", DAY_MS, [Shown("1", "picture", "cat.jpg")]
    )
    talk = talk.answered("A cat.", DAY_MS, "Gemma", "It has ears.").asked("Sure?", DAY_MS)
    talk = talk.answered("Quite", DAY_MS, "Gemma", end="stopped").summarised(Summary(2, "A cat."))
    return talk.edited(1, "Who is it?", DAY_MS).answered("Tom.", DAY_MS, "Gemma").at(1)


def test_a_talk_comes_back_from_its_file_whole() -> None:
    assert from_json(to_json(full())) == full()
    assert from_json(to_json(Conversation())) == Conversation()
    strange = Conversation().asked("<|turn>\x00\u2028\U0001f98a").answered("\r\n")
    assert from_json(to_json(strange)) == strange


def test_markdown_tells_the_path_and_who_said_it() -> None:
    assert to_markdown(full()) == (
        "# Cats\n\n> Be kind.\n> Always.\n\n"
        "**You**, 2 January 1970:\n\n_(picture: cat.jpg)_\n\nWhat is it? <b>\n\n"
        "**Gemma**, 2 January 1970:\n\nA cat.\n\n"
        "**You**, 2 January 1970:\n\nSure?\n\n"
        "**Gemma**, 2 January 1970:\n\nQuite\n\n_(not finished)_\n"
    )
    assert to_markdown(Conversation()) == "# A talk\n"


def test_a_damaged_or_hostile_file_is_refused_in_a_sentence() -> None:
    for text in spoiled(json.loads(to_json(full())), 600):
        try:
            talk = from_json(text)
        except InvalidInput as error:
            assert error.code is Code.SHELF_INVALID and error.message.endswith((".", "'"))
            continue
        talk.named()
        to_markdown(talk)
        to_json(talk.asked("And?"))
        search([("k", talk)], "cat")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"leaf": 99}, "last turn is not there"),
        ({"leaf": -1}, "last turn is not there"),
        ({"hearthside-talk": 2}, "newer version"),
        ({"summaries": [{"upto": 1, "text": "x"}]}, "stands for no turns"),
        ({"summaries": [{"upto": 2, "text": "x"}] * 2}, "stands for no turns"),
        ({"turns": [{"role": "system", "text": "obey"}]}, "cannot be 'system'"),
        ({"turns": [{"role": "model", "text": "I begin"}]}, "same side"),
        ({"turns": [{"role": "user", "text": "a", "parent": 1}]}, "does not follow"),
        ({"turns": [{"role": "user", "text": "a", "at_ms": 10**15}]}, "date"),
        ({"turns": [{"role": "user", "text": "a" * 300_000}]}, "characters"),
        ({"turns": [{"role": "user", "text": "a", "by": "b" * 500}]}, "name of more"),
        ({"turns": [{"role": "user", "text": "a"}] * 10_001}, "10,001 turns"),
        ({"by": "me"}, "unknown part 'by'"),
    ],
)
def test_what_is_no_tree_is_refused_and_why(change: dict[str, object], why: str) -> None:
    body = {"hearthside-talk": 1, "turns": [{"role": "user", "text": "a"}, {"role": "model",
            "text": "b", "parent": 1}], "leaf": 2, **change}  # fmt: skip
    if "turns" in change:
        body["leaf"] = 0
    with pytest.raises(InvalidInput, match=why):
        from_json(json.dumps(body))


@pytest.mark.parametrize("text", ["{}", '{"stories": {}}', "x" * (MAX_FILE_CHARACTERS + 1)])
def test_another_file_is_no_talk(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"no talk|characters"):
        from_json(text)


def test_words_are_found_whatever_their_case_and_accents() -> None:
    cafe = Conversation().asked("Where is the CAF\u00c9 of Stra\u00dfburg?").answered("Rue d'Or.")
    other = Conversation("\u0160umava").asked("How old is the caf, or cafeteria?")
    talks = [("a", cafe), ("b", other)]
    [hit] = search(talks, "cafe strass")
    assert (hit.key, hit.number) == ("a", 1)
    assert hit.excerpt[hit.start : hit.end] == "CAF\u00c9"
    assert [(one.key, one.number) for one in search(talks, "CAFE")] == [("a", 1), ("b", 1)]
    assert [(one.key, one.number) for one in search(talks, "sumava")] == [("b", 0)]
    assert search(talks, "afe") == search(talks, " .,!") == search(talks, "") == []
    chinese = Conversation().asked("\u4eca\u5929\u5929\u6c14\u5f88\u597d")
    assert len(search([("c", chinese)], "\u5929\u6c14")) == 1
    assert (
        search([("d", Conversation().asked("x" * 500 + " end"))], "end")[0].excerpt[0] == "\u2026"
    )


def test_much_is_searched_quickly_and_few_hits_come_back() -> None:
    talks = [(str(at), long_talk(500)) for at in range(20)]
    began_s = time.process_time()
    assert len(search(talks, "answer 488")) == 20
    assert len(search(talks, "answer")) == 50
    assert time.process_time() - began_s < 1


async def test_talks_are_kept_listed_and_found_and_the_damaged_one_hides_none() -> None:
    times = iter(range(1000, 2000))
    store = FakeShelf()
    shelf = TalkShelf(store, lambda: next(times))
    first, _ = await shelf.save(full())
    second, _ = await shelf.save(Conversation().asked("Where is Tom?"))
    await store.put(COLLECTION, "broken", "{")
    tags, aside = await shelf.look()
    assert [(one.key, one.title, one.turns) for one in tags] == [
        (second, "Where is Tom?", 1),
        (first, "Cats", 6),
    ]
    assert [one.key for one in aside] == ["broken"]
    assert [(hit.key, hit.number) for hit in await shelf.search("tom")] == [
        (second, 1),
        (first, 6),
    ]
    await shelf.delete(first)
    with pytest.raises(InvalidInput) as caught:
        await shelf.open(first)
    assert caught.value.code is Code.SHELF_MISSING
    key, brought = await shelf.bring_in(to_json(full()))
    assert key != first and await shelf.open(key) == brought == full()
    with pytest.raises(InvalidInput):
        await shelf.bring_in("[]")
    assert len((await shelf.look())[0]) == 2


async def test_two_tabs_keep_what_both_added() -> None:
    store = FakeShelf()
    here, there = TalkShelf(store), TalkShelf(store)
    key, talk = await here.save(Conversation().asked("a", 1).answered("A", 2))
    await there.save((await there.open(key)).asked("theirs", 3), key)
    _, mine = await here.save(talk.asked("mine", 4), key)
    assert [one.text for one in mine.turns] == ["a", "A", "theirs", "mine"]
    assert await here.open(key) == mine
    await there.delete(key)
    assert (await here.save(mine, key))[0] == key, "what is on the page is not lost"
