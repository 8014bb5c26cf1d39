"""What answers an older question, choice or collection changes nothing any more."""

from app.rooms.find.events import AnswerMoved, EmbeddingMoved, Found, PlaceRead, TradesMeasured
from app.rooms.find.state import Answer, Passage, Place
from tests.unit.app.find.visitor import FILES, give, pause, room, search, with_files

WATER, DOG = "When is the water turned off?", "Who permits a dog?"


async def test_an_answer_under_way_makes_way_for_the_one_asked_next() -> None:
    home = await with_files("vectors")
    home.embedder.delay_s = 0.05
    await home.app.event({"name": "find.ask", "data": {"query": WATER}})
    while not search(home).passages:
        await pause()
    before = len(home.effects("announce"))
    await home.do("find.ask", query=DOG)
    answer = room(home).answer
    assert answer is not None and answer.outcome == "no model"
    assert "permission" in answer.sentences[0].text
    said = [one["text"] for one in home.effects("announce")[before:]]
    assert not [text for text in said if "Stopped" in text or "That is" in text]


async def test_the_same_question_asked_twice_is_answered_once() -> None:
    home = await with_files("vectors")
    home.embedder.delay_s = 0.02
    for _ in range(3):
        await home.app.event({"name": "find.ask", "data": {"query": WATER}})
        await pause()
    await home.app.settle()
    answer = room(home).answer
    assert answer is not None and answer.outcome == "no model"
    assert sum("15 November" in one["text"] for one in home.effects("announce")) == 1


async def test_what_an_older_search_brings_is_dropped() -> None:
    home = await with_files("vectors")
    await home.do("find.ask", query=WATER)
    old = search(home).request
    await home.do("find.ask", query=DOG)
    shown = home.app.state
    late = Answer("done", outcome="answered", words="late")
    for event in (
        Found(old, (Passage(1, "late.txt", "late"),)),
        AnswerMoved(old, late),
        AnswerMoved(old, None),
        PlaceRead(old, Place(1, "late")),
        EmbeddingMoved("another", (1, 2)),
        TradesMeasured("another", ()),
    ):
        home.app.dispatch(event)
    assert home.app.state == shown


async def test_of_two_collections_chosen_at_once_the_last_is_in_hand() -> None:
    home = await with_files()
    first = room(home).key
    await home.do("find.make", **{"collection-name": "Other"})
    await give(home, {"other.txt": FILES["minutes.txt"]})
    second = room(home).key
    assert first != second
    await home.app.event({"name": "find.choose", "data": {"value": first}})
    await home.app.event({"name": "find.choose", "data": {"value": second}})
    await home.app.settle()
    assert room(home).key == second
    files = room(home).files
    assert files is not None and [line.name for line in files] == ["other.txt"]


async def test_no_end_of_an_answer_is_announced_before_there_is_one() -> None:
    home = await with_files()
    await home.do("find.ask", query=WATER)
    said = [one["text"] for one in home.effects("announce")]
    assert any("needs the embedding model" in text for text in said)
    assert not [text for text in said if "That is the answer" in text]
