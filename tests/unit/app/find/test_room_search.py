"""Looking for something in the Find room: marks, filters, places, copying, and answers from it."""

import pytest

from hearthside.wire import Code, Op
from tests.unit.app.find.visitor import FILES, give, in_the_room, pause, room, search, with_files


async def test_passages_say_where_they_stand_and_why_they_were_found() -> None:
    home = await with_files("vectors")
    await home.do("find.go", query="dog permission")
    first = search(home).passages[0]
    assert (first.number, first.name, first.heading) == (1, "lease.md", "Lease \u203a Pets, Notice")
    assert first.modified.endswith("May 2026")
    assert {first.text[start:end] for start, end in first.marks} == {"dog", "permission"}
    assert first.meaning
    assert set(first.words) == {"dog", "permission"}
    assert "<mark>dog</mark>" in home.html
    assert "Found by its meaning and by its words" in home.text
    assert "passages found by meaning and by words" in home.text
    assert home.effects("focus")[-1]["target"] == "passages-heading"


async def test_markup_in_a_file_stays_text() -> None:
    home = await with_files(files={"x.txt": "<b onclick=alert(1)>dog</b> and more of it"})
    await home.do("find.go", query="dog")
    assert "<b " not in home.html
    assert "&lt;b onclick" in home.html


@pytest.mark.parametrize("query", ["", "  ", "?!", "\U0001f525"])
async def test_nothing_to_look_for_is_said_and_nothing_is_lost(query: str) -> None:
    home = await with_files()
    await home.do("find.go", query="water")
    await home.do("find.go", query=query)
    assert "Type what you are looking for first" in home.text
    assert search(home).query == "water"


async def test_a_search_is_narrowed_to_a_file_a_language_and_days() -> None:
    home = await with_files(files={**FILES, "dogs.txt": "Dogs are walked twice a day by the boy."})
    await home.do("find.go", query="dogs dog", **{"find-file": "dogs.txt"})
    assert [it.name for it in search(home).passages] == ["dogs.txt"]
    assert "Narrowed down: in dogs.txt" in home.text
    await home.do("find.go", query="dog", **{"find-since": "2026-05-06"})
    assert search(home).passages == ()
    assert "take the filters away" in home.text
    await home.do("find.go", query="dog", **{"find-until": "2026-05-06"})
    assert search(home).passages
    await home.do("find.go", query="dog", **{"find-language": "fi"})
    assert search(home).passages == ()


async def test_days_that_are_none_are_refused_in_words() -> None:
    home = await with_files()
    days = {"find-since": "2026-06-01", "find-until": "2026-05-01"}
    await home.do("find.go", query="dog", **days)
    assert "No day is both" in home.text
    await home.do("find.go", query="dog", **{"find-since": "yesterday"})
    assert "year, month and day" in home.text
    assert not search(home).running


async def test_a_passage_is_opened_in_its_place_with_more_and_more_around_it() -> None:
    before, after = "Before it all. " * 150, " And after that. " * 150
    home = await with_files(files={"long.txt": f"{before}The owl lives here.{after}"})
    await home.do("find.go", query="owl")
    await home.do("find.place", number="1")
    place = search(home).place
    assert place is not None
    assert place.before.strip()
    assert place.more[0] or place.more[1]
    assert "Show more context" in home.text
    await home.do("find.place", number="1")
    wider = search(home).place
    assert wider is not None
    assert len(wider.before) + len(wider.after) > len(place.before) + len(place.after)
    await home.do("find.place.close", number="1")
    assert search(home).place is None


async def test_keys_go_from_one_passage_to_the_next_and_copy_it() -> None:
    home = await with_files()
    await home.do("find.go", query="the lease water")
    assert len(search(home).passages) >= 2
    await home.do("find.step", by="1")
    await home.do("find.step", by="1")
    assert search(home).current == 2
    assert home.effects("focus")[-1]["target"] == "passage-2"
    await home.do("find.step", by="-1")
    await home.do("find.step", by="-1")
    assert search(home).current == 1
    await home.do("find.copy", number="1")
    copied = home.effects("copy")[-1]["text"]
    assert search(home).passages[0].text in copied
    assert search(home).passages[0].name in copied


async def test_a_question_without_an_embedder_shows_passages_and_says_what_is_missing() -> None:
    home = await with_files()
    await home.do("find.ask", query="When is the water turned off?")
    assert "15 November" in home.text
    assert "An answer needs the embedding model" in home.text
    await home.do("embedder.load", model="vectors")
    answer = room(home).answer
    assert answer is not None
    assert answer.outcome in ("no model", "answered", "not in your files")


async def test_no_download_is_promised_where_the_site_carries_no_embedder() -> None:
    home = await with_files(embedders=False)
    await home.do("find.ask", query="When is the water turned off?")
    assert "carries no embedding model" in home.text
    assert "An answer needs the embedding model" in home.text
    assert "download" not in home.text


async def test_an_answer_quotes_its_passages_and_leads_to_them() -> None:
    home = await with_files("vectors")
    await home.do("find.ask", query="When is the water turned off?")
    answer = room(home).answer
    assert answer is not None
    assert answer.outcome == "no model"
    [cite] = answer.sentences[0].cites
    assert "15 November" in answer.sentences[0].text
    passage = search(home).passages[cite.number - 1]
    assert passage.text[cite.start : cite.end].split() == answer.sentences[0].text.split()
    assert 'class="bears"' in home.html
    await home.do("find.cite", number=str(cite.number))
    assert home.effects("focus")[-1]["target"] == f"passage-{cite.number}"
    await home.do("find.copy.answer")
    copied = home.effects("copy")[-1]["text"]
    assert copied.startswith("When is the water turned off?")
    assert f"[{cite.number}] minutes.txt" in copied
    assert "Accept the terms and download" in home.text


async def test_a_lost_engine_is_asked_again_when_it_is_back() -> None:
    home = await with_files("vectors")
    home.embedder.fail_next(Op.EMBED, Code.ENGINE_LOST)
    await home.do("find.go", query="water")
    assert search(home).again
    assert "Searching" in home.text
    await home.do("engine.lost")
    assert not search(home).running
    assert "15 November" in home.text


async def test_a_fault_of_the_model_is_said_and_search_goes_on_by_words() -> None:
    home = await with_files("vectors")
    home.embedder.fail_next(Op.EMBED, Code.ENGINE_FAILED)
    await home.do("find.go", query="water")
    assert home.app.state.error is not None
    assert home.app.state.error.place == "find"
    assert not search(home).running
    await home.do("find.go", query="water")
    assert "15 November" in home.text


async def test_a_search_under_way_makes_way_for_the_next_one() -> None:
    home = await with_files("vectors")
    home.embedder.delay_s = 0.05
    await home.app.event({"name": "find.go", "data": {"query": "dog"}})
    await pause()
    await home.do("find.go", query="water")
    assert search(home).query == "water"
    assert "15 November" in home.text


async def test_an_answer_under_way_is_stopped() -> None:
    home = await with_files("vectors")
    home.embedder.delay_s = 0.05
    await home.app.event({"name": "find.ask", "data": {"query": "When is the water off?"}})
    while not search(home).passages:
        await pause()
    assert room(home).busy
    await home.do("find.stop")
    answer = room(home).answer
    assert answer is not None
    assert answer.outcome == "stopped"
    assert "What is done is kept" in home.text


async def test_files_that_come_in_are_found_while_others_are_still_read() -> None:
    home = await in_the_room()
    await give(home, {"minutes.txt": FILES["minutes.txt"]})
    await home.do("find.go", query="water")
    assert "15 November" in home.text
