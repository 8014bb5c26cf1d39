"""A talk as a tree: branches, the path that is read, what is refused, two tabs' talks in one."""

import time

import pytest

from hearthside.errors import InvalidInput
from hearthside.talk import Conversation, Shown, Summary, merged
from hearthside.talk.conversation import MAX_TEXT_CHARACTERS


def long_talk(turns: int) -> Conversation:
    talk = Conversation()
    for number in range(0, turns, 2):
        talk = talk.asked(f"Question {number}?", number + 1)
        talk = talk.answered(f"Answer {number}.", number + 2, "M")
    return talk


def texts(talk: Conversation) -> list[str]:
    return [talk.turn(at).text for at in talk.path()]


def test_an_edited_question_and_another_answer_are_branches() -> None:
    talk = Conversation().asked("a").answered("A").asked("b").answered("B")
    edited = talk.edited(3, "c")
    assert texts(edited) == ["a", "A", "c"] and edited.versions(3) == (3, 5)
    again = edited.answered("C").again(6)
    assert texts(again) == ["a", "A", "c"] and again.waits()
    other = again.answered("C2")
    assert other.versions(6) == (6, 7)
    assert texts(other.at(6)) == ["a", "A", "c", "C"]
    assert texts(other.at(3)) == ["a", "A", "b", "B"]
    assert texts(other.at(1)) == ["a", "A", "c", "C2"], "the latest turn below"
    assert len(other.turns) == 7, "nothing is ever taken out"


def test_the_first_question_can_be_edited_too() -> None:
    talk = Conversation().asked("a").answered("A").edited(1, "z")
    assert texts(talk) == ["z"] and talk.versions(3) == (1, 3)


def test_a_question_without_an_answer_is_asked_beside_and_nothing_is_lost() -> None:
    talk = Conversation().asked("a").asked("b")
    assert texts(talk) == ["b"] and talk.versions(2) == (1, 2)


def test_an_answer_that_was_stopped_can_be_gone_on_with() -> None:
    talk = Conversation().asked("a").answered("One two", end="stopped")
    assert talk.waits()
    talk = talk.extended(" three.")
    assert texts(talk) == ["a", "One two three."] and not talk.waits()


def test_what_was_shown_stays_with_an_edited_question() -> None:
    cat = Shown("1", "picture", "cat.jpg")
    talk = Conversation().asked("", shown=[cat]).answered("A cat.").edited(1, "What is it?")
    assert talk.turn(3).shown == (cat,)


@pytest.mark.parametrize("text", ["", "  \n", "x" * (MAX_TEXT_CHARACTERS + 1), "x" * 1_000_000])
def test_an_empty_or_far_too_long_question_is_refused(text: str) -> None:
    talk = Conversation().asked("a").answered("A")
    with pytest.raises(InvalidInput, match=r"empty|characters"):
        talk.asked(text)
    with pytest.raises(InvalidInput, match=r"empty|characters"):
        talk.edited(1, text)


def test_a_turn_of_the_other_side_or_none_is_refused() -> None:
    talk = Conversation().asked("a").answered("A")
    for wrong in (talk.again, lambda at: talk.edited(at + 1, "b"), lambda at: talk.at(at + 8)):
        with pytest.raises(InvalidInput):
            wrong(1)
    with pytest.raises(InvalidInput):
        talk.answered("B")


def test_halves_of_pairs_become_the_replacement_character() -> None:
    talk = Conversation().asked("a\ud800b").answered("\udfff").renamed("\ud800 t").told("\udc00")
    assert (texts(talk), talk.title, talk.system) == (["a\ufffdb", "\ufffd"], "\ufffd t", "\ufffd")
    assert talk.extended("\ud801").turn(2).text == "\ufffd\ufffd"


def test_a_talk_is_named_by_its_title_or_its_first_question() -> None:
    assert Conversation().named() == ""
    assert Conversation().asked("How  are\nyou?").named() == "How are you?"
    assert Conversation().asked("x" * 500).named() == "x" * 59 + "\u2026"
    assert Conversation().asked("a").renamed(" My   talk ").named() == "My talk"


def test_the_summary_that_stands_is_the_last_one_on_the_path() -> None:
    talk = long_talk(6).summarised(Summary(2, "two")).summarised(Summary(4, "four"))
    assert talk.summary() == Summary(4, "four")
    assert talk.at(4).edited(3, "other").summary() == Summary(2, "two")
    assert talk.summarised(Summary(4, "again")).summary() == Summary(4, "again")
    assert talk.edited(1, "new").summary() is None


def test_two_tabs_lose_no_turn() -> None:
    base = long_talk(2)
    mine, theirs = base.asked("mine", 10).answered("M", 11), base.asked("theirs", 12)
    theirs = theirs.answered("T", 13).edited(1, "first anew", 14).summarised(Summary(4, "s"))
    both = merged(theirs, mine)
    assert [one.text for one in both.turns] == [
        *[one.text for one in theirs.turns],
        *("mine", "M"),
    ]
    assert texts(both) == texts(mine), "this tab stays where it is"
    assert texts(both.at(3))[-2:] == ["theirs", "T"] and both.versions(1) == (1, 5)
    assert both.summaries == (Summary(4, "s"),)
    assert merged(theirs, both) == both and merged(both, mine) == both


def test_what_came_without_times_is_the_same_as_often_as_it_is_kept() -> None:
    twice = Conversation().asked("a").answered("A").again(2).answered("A").asked("b").at(2)
    twice = twice.asked("b").answered("B").at(4)
    assert merged(twice, twice) == twice


def test_an_answer_that_grew_is_the_same_answer() -> None:
    begun = Conversation().asked("a", 1).answered("One", 2, end="stopped")
    whole = begun.extended(" two")
    assert merged(begun, whole).turns == merged(whole, begun).turns == whole.turns


def test_five_hundred_turns_take_no_time() -> None:
    began_s = time.process_time()
    talk = long_talk(500)
    for at in range(1, 400, 40):
        talk = talk.edited(at, "again").at(at)
    assert len(talk.path()) == 500 and len(merged(talk, talk).turns) == 510
    assert time.process_time() - began_s < 1
