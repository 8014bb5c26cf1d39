"""Looking for something: what was found, going through it, its place, and the answer from it."""

from dataclasses import replace

from app.effects import ToPage
from app.events import EmbedderReady, ModelReady, PageEvent
from app.handling import Change, announce, clear_messages, focus, no_effects, on, on_page
from app.rooms.find.effects import ShowPlace, StopAnswer
from app.rooms.find.events import AnswerMoved, Found, PlaceRead
from app.rooms.find.handlers.requests import searching, with_find
from app.rooms.find.screen.answer import HEADING_ID as ANSWER_ID
from app.rooms.find.screen.passages import HEADING_ID as PASSAGES_ID
from app.rooms.find.screen.passages import passage_id
from app.rooms.find.screen.search import BOX_ID, FORM_ID
from app.rooms.find.screen.words import ended_line, found_line, place_line
from app.rooms.find.state import Filters, FindState, Passage, Search
from app.state import ShownError, State
from hearthside.text.escape import one_line
from hearthside.wire import Code


@on_page("find.go", "find.ask")
def go(state: State, event: PageEvent) -> Change:
    """Look for what stands in the box; "find.ask": and answer it. The search before makes way."""
    query = one_line(event.data.get("query", ""))
    if state.of(FindState).files is None:
        return no_effects(state)
    if not any(letter.isalnum() for letter in query):
        return _refused(state, "Type what you are looking for first: words, or a question.")
    filters = _filters(event)
    if filters.since and filters.until and filters.since > filters.until:
        return _refused(state, "No day is both after the first date and before the second.")
    asked = event.name == "find.ask"
    return _begin(clear_messages(state), Search(query, filters, asked))


@on_page("find.example")
def example(state: State, event: PageEvent) -> Change:
    """One of the sample questions goes into the box, and is asked."""
    question = event.data.get("question", "")
    written = ToPage("fill", {"form": FORM_ID, "fields": {"query": question}})
    changed, effects = go(state, PageEvent("find.ask", {"query": question}))
    return changed, (written, *effects)


def _refused(state: State, message: str) -> Change:
    error = ShownError(Code.CALL_INVALID, message, place="find")
    return replace(state, error=error), (focus(BOX_ID, scroll=False),)


def _begin(state: State, search: Search) -> Change:
    state, effects = searching(state, search)
    heading = ANSWER_ID if search.asked else PASSAGES_ID
    return state, (*effects, announce(found_line(search)), focus(heading))


def _filters(event: PageEvent) -> Filters:
    named = {name: event.data.get(f"find-{name}", "").strip() for name in _FILTERS}
    return Filters(**named)


_FILTERS = ("file", "since", "until", "language")


@on(Found)
def found(state: State, event: Found) -> Change:
    """What an older search found is of no use any more."""
    search = state.of(FindState).search
    if search is None or search.request != event.request or not search.running:
        return no_effects(state)
    if event.lost:
        return no_effects(with_find(state, search=replace(search, again=True)))
    search = replace(
        search,
        running=False,
        passages=event.passages,
        strong=event.strong,
        by_meaning=event.by_meaning,
        place=None,
        current=0,
    )
    return with_find(state, search=search), (announce(found_line(search)),)


def _passage(state: State, number: str) -> Passage | None:
    search = state.of(FindState).search
    if search is None or not number.isdecimal():
        return None
    return next((it for it in search.passages if it.number == int(number)), None)


@on_page("find.step")
def step(state: State, event: PageEvent) -> Change:
    """One passage up or down, with the keyboard."""
    search = state.of(FindState).search
    if search is None or not search.passages:
        return no_effects(state)
    by = -1 if event.data.get("by") == "-1" else 1
    number = min(max(1, search.current + by), len(search.passages))
    return _to(state, search, number)


@on_page("find.cite")
def to_source(state: State, event: PageEvent) -> Change:
    """From a sentence to the passage that bears it."""
    search, passage = state.of(FindState).search, _passage(state, event.data.get("number", ""))
    if search is None or passage is None:
        return no_effects(state)
    return _to(state, search, passage.number)


def _to(state: State, search: Search, number: int) -> Change:
    state = with_find(state, search=replace(search, current=number))
    return state, (focus(passage_id(number)),)


@on_page("find.place")
def open_place(state: State, event: PageEvent) -> Change:
    """The text around a passage; asked again, more of it."""
    search, passage = state.of(FindState).search, _passage(state, event.data.get("number", ""))
    if search is None or passage is None:
        return no_effects(state)
    place = search.place
    shown = place is not None and place.number == passage.number
    reach = place.reach * 2 if place is not None and shown else 1
    search = replace(search, current=passage.number)
    return with_find(state, search=search), (ShowPlace(passage.number, reach, search.request),)


@on(PlaceRead)
def place_read(state: State, event: PlaceRead) -> Change:
    search = state.of(FindState).search
    if search is None or search.running or search.request != event.request:
        return no_effects(state)
    state = with_find(state, search=replace(search, place=event.place))
    return state, (focus(passage_id(event.place.number), scroll=event.place.reach == 1),)


@on_page("find.place.close")
def close_place(state: State, event: PageEvent) -> Change:
    search = state.of(FindState).search
    if search is None:
        return no_effects(state)
    number = search.place.number if search.place else search.current
    state = with_find(state, search=replace(search, place=None))
    return state, (focus(passage_id(number), scroll=False),)


@on_page("find.copy")
def copy(state: State, event: PageEvent) -> Change:
    passage = _passage(state, event.data.get("number", ""))
    if passage is None:
        return no_effects(state)
    text = f"\u201c{passage.text}\u201d\n\n{source_line(passage)}\n"
    return state, (ToPage("copy", {"text": text, "done": "The passage is copied"}),)


def source_line(passage: Passage) -> str:
    return ", ".join(filter(None, (passage.name, place_line(passage))))


# --- the answer --------------------------------------------------------------------------------


@on(AnswerMoved)
def answer_moved(state: State, event: AnswerMoved) -> Change:
    find, after = state.of(FindState), event.answer
    search, before = find.search, find.answer
    if search is None or search.request != event.request or before is None:
        return no_effects(state)
    state = with_find(state, answer=after)
    if after is None:
        return no_effects(state)
    if len(after.sentences) > len(before.sentences):
        return state, (announce(after.sentences[-1].text),)
    if after.outcome and not before.outcome and ended_line(after):
        return state, (announce(ended_line(after)),)
    return no_effects(state)


@on_page("find.stop")
def stop(state: State, event: PageEvent) -> Change:
    return (state, (StopAnswer(),)) if state.of(FindState).busy else no_effects(state)


@on_page("find.model")
def to_model(state: State, event: PageEvent) -> Change:
    """The offer of a language model stands below the passages."""
    return state, (focus("model-heading"),)


@on_page("find.copy.answer")
def copy_answer(state: State, event: PageEvent) -> Change:
    """The sentences with their numbers, and below them where they come from."""
    find = state.of(FindState)
    answer, search = find.answer, find.search
    if answer is None or search is None or not answer.sentences:
        return no_effects(state)
    lines, used = [], set[int]()
    for sentence in answer.sentences:
        numbers = [cite.number for cite in sentence.cites]
        used.update(numbers)
        marks = "".join(f" [{number}]" for number in dict.fromkeys(numbers))
        lines.append(f"{sentence.text}{marks}")
    sources = [f"[{it.number}] {source_line(it)}" for it in search.passages if it.number in used]
    text = "\n".join([search.query, "", *lines, "", *sources, ""])
    return state, (ToPage("copy", {"text": text, "done": "The answer is copied"}),)


@on(EmbedderReady)
def embedder_came(state: State, event: EmbedderReady) -> Change:
    """What was asked before there was an embedding model is asked again, once it is of use."""
    find = state.of(FindState)
    search, answer = find.search, find.answer
    if search is None or answer is None or answer.outcome != "no embedder":
        return no_effects(state)
    return no_effects(with_find(state, search=replace(search, again=True)))


@on(ModelReady)
def model_came(state: State, event: ModelReady) -> Change:
    """What could only be quoted is now weighed by the model, too."""
    find = state.of(FindState)
    search, answer = find.search, find.answer
    if search is None or answer is None or state.place != "find" or not search.passages:
        return no_effects(state)
    if answer.outcome != "no model" or search.running:
        return no_effects(state)
    return searching(state, replace(search, asked=True))
