"""The Find room's screens: every state renders, text stays text, what names a part is there."""

import re
from dataclasses import replace

import pytest

from app.rooms.find.screen.passages import marked, passages_view
from app.rooms.find.state import (
    Answer,
    Card,
    Cite,
    FileError,
    FileLine,
    Filters,
    FindState,
    Intake,
    Passage,
    Place,
    Search,
    Sentence,
    Trade,
    lasting,
    revived,
)
from app.state import Brain, Embedding, Fetch, Machine, Offer, ShownError, State
from app.ui.frame import screen
from app.ui.markup import join
from app.ui.words import OFFERS, words_for
from hearthside.adapters.fake.embedder import FAKE_EMBEDDER
from hearthside.wire import Code
from tests.unit.app.ui.test_screens import EVIL, Checker

CARD = Card("k", EVIL, documents=2, passages=40, size_bytes=9_000, model="vectors", dimensions=64)
FILES = (FileLine(EVIL, 2, 900, EVIL, "de"), FileLine("b.txt", 0, 0, damaged=True))
PASSAGES = (
    Passage(1, EVIL, f"{EVIL} and more", ((0, 3), (2, 9)), EVIL, 3, EVIL, "de", True, (EVIL,)),
    Passage(2, "b.txt", "plain", words=("plain",)),
)
HERE = State(
    place="find",
    machine=Machine(quota_bytes=10**10),
    offers=(Offer("small", EVIL, 1_000_000, licence_name=EVIL),),
    embedders=(Offer("vectors", EVIL, 2_000_000), Offer("compact", EVIL, 1_000_000)),
    brain=Brain("absent"),
    embedding=Embedding("absent"),
)
OPEN = FindState(cards=(CARD,), key="k", files=FILES, languages=("de", "xx"))
FOUND = replace(
    OPEN,
    search=Search(
        EVIL, Filters(EVIL, "2026-01-01", "2026-02-01", "de"), running=False, by_meaning=True,
        passages=PASSAGES, place=Place(1, EVIL, EVIL, (True, True)), current=1,
    ),
)  # fmt: skip
ANSWER = Answer("done", (Sentence(EVIL, (Cite(1, 2, 6),)),), "no model", EVIL)
ERROR_WORDS = (FileError(EVIL, EVIL, "7", True), FileError(EVIL, EVIL, "8"))
TRADES = (Trade(64, 1.0, 1.0, 1.0, 9_000, 12.4), Trade(8, 0.5, 0.4, 0.6, 900, 0.1))
FINDS = {
    "unknown": FindState(),
    "first": FindState(cards=()),
    "first, naming": FindState(cards=(), asking="new", wrong=EVIL),
    "open": OPEN,
    "renaming": replace(OPEN, asking="rename"),
    "deleting": replace(OPEN, asking="delete"),
    "new": replace(OPEN, asking="new", wrong=EVIL),
    "locked": FindState(cards=(Card("k", EVIL, True, False),), key="k", wrong=EVIL),
    "broken": FindState(cards=(replace(CARD, broken=True),), key="k"),
    "none in hand": FindState(cards=(CARD,)),
    "other model": replace(OPEN, other_model="vectors"),
    "unknown model": replace(OPEN, other_model=EVIL),
    "embedding": replace(OPEN, embedding=(3, 9)),
    "measured": replace(OPEN, trades=TRADES),
    "measuring": replace(OPEN, measuring=True),
    "searching": replace(OPEN, search=Search(EVIL)),
    "nothing found": replace(OPEN, search=Search(EVIL, running=False)),
    "found": FOUND,
    "weighing": replace(FOUND, answer=Answer()),
    "answered": replace(FOUND, answer=ANSWER),
    "not there": replace(FOUND, answer=Answer("done", (), "not in your files", EVIL)),
    "stopped": replace(FOUND, answer=Answer("done", outcome="stopped")),
    "reading": replace(OPEN, intake=Intake("reading", 9, 3, EVIL, 1, 4, seconds_left=70.0)),
    "pages": replace(OPEN, intake=Intake("reading", 9, 3, EVIL, 1, 4, pages=True)),
    "paused": replace(OPEN, intake=Intake("paused", 9, 3)),
    "waiting": replace(OPEN, intake=Intake("waiting", 9, 3)),
    "full": replace(OPEN, intake=Intake("full", 9, 3)),
    "through": replace(OPEN, intake=Intake("done", 9, 9, added=9, passed=2, left_out=1)),
    "troubled": replace(
        OPEN, intake=Intake("done", 2, 2, errors=ERROR_WORDS, gone=(EVIL,) * 12)
    ),
}  # fmt: skip
READY = Embedding("ready", "vectors", Fetch(), FAKE_EMBEDDER)
STATES = {name: HERE.having(find) for name, find in FINDS.items()}
STATES |= {f"{name}, awake": replace(HERE, embedding=READY).having(find)
           for name, find in FINDS.items()}  # fmt: skip
STATES |= {
    "elsewhere": replace(HERE, place="story").having(replace(FOUND, answer=ANSWER)),
    "fetching": replace(HERE, embedding=Embedding("loading", "vectors", Fetch("download", 1, 9))),
    "waking": replace(HERE, embedding=Embedding("loading", "vectors", Fetch("load"))),
    "no models": replace(HERE, embedders=(), offers=()),
    "model in settings": replace(HERE, place="settings"),
}


def test_missing_vectors_are_told_of_from_the_moment_that_there_is_a_model() -> None:
    unread = replace(OPEN, cards=(replace(CARD, unread=40),))
    words = "Making the vectors"
    assert words not in screen(HERE.having(unread)).text
    assert words in screen(replace(HERE, embedding=READY).having(unread)).text
    assert words not in screen(replace(HERE, embedding=READY).having(OPEN)).text
    foreign = replace(unread, other_model="vectors")
    assert words not in screen(replace(HERE, embedding=READY).having(foreign)).text


@pytest.mark.parametrize("name", STATES)
def test_every_state_renders_as_sound_html(name: str) -> None:
    html = screen(STATES[name]).text
    checker = Checker()
    checker.feed(html)
    assert checker.faults == []
    assert checker.open == []
    assert len(checker.ids) == len(set(checker.ids))
    assert set(checker.controls) <= set(checker.labels)
    assert "<script" not in html
    ids = set(re.findall(r' id="([^"]+)"', html))
    for attribute in ("aria-labelledby", "aria-describedby", "for"):
        named = " ".join(re.findall(rf' {attribute}="([^"]+)"', html)).split()
        assert set(named) <= ids, attribute


@pytest.mark.parametrize("name", STATES)
def test_the_search_form_is_always_on_the_page_for_it_holds_what_was_typed(name: str) -> None:
    html = screen(STATES[name]).text
    assert html.count('id="find-form"') == 1
    assert html.count('id="find-box"') == 1


@pytest.mark.parametrize("place", ["find", "embedder"])
@pytest.mark.parametrize("code", Code)
def test_every_code_has_words_and_ways_on_here(code: Code, place: str) -> None:
    words = words_for(code, "", place)
    assert words.title
    assert set(words.offers) <= set(OFFERS)
    error = ShownError(code, EVIL, EVIL, place)  # type: ignore[arg-type]
    html = screen(replace(HERE, error=error)).text
    assert words.title.replace("'", "&#x27;").split("&")[0] in html


def test_marks_lie_in_the_text_whatever_they_say() -> None:
    html = join(list(marked("abcdef", ((0, 2), (1, 3), (5, 99)), {(2, 4)}))).text
    assert re.sub(r"<[^>]+>", "", html) == "abcdef"
    assert html.startswith("<mark>a</mark><mark>b</mark>")
    assert '<span class="bears"><mark>c</mark></span>' in html
    assert html.endswith("<mark>f</mark>")


def test_what_was_found_is_not_given_to_the_page_to_keep() -> None:
    kept = lasting(replace(FOUND, answer=ANSWER))
    assert "and more" not in str(kept)
    again = revived(kept)
    assert again.key == "k"
    assert again.search is not None
    assert (again.search.query, again.search.again, again.search.passages) == (EVIL, True, ())
    assert again.search.filters == FOUND.search.filters  # type: ignore[union-attr]
    assert revived(lasting(OPEN)).search is None


def test_weak_passages_are_folded_and_all_of_them_where_none_answers() -> None:
    passages = tuple(Passage(n, f"{n}.txt", "text") for n in range(1, 6))
    search = Search("dog", running=False, passages=passages, strong=2)
    html = passages_view(search).text
    assert html.index("2.txt") < html.index("<details") < html.index("3.txt")
    assert "Show 3 weaker passages" in html
    html = passages_view(search, answered=False).text
    assert html.index("<details") < html.index("1.txt")
    assert "Show 5 nearest passages" in html
    assert "<details" not in passages_view(replace(search, strong=5)).text
