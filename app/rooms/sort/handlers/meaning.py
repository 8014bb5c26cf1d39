"""What the embedding model adds: the two ways compared, rows like this, twins, labels proposed."""

from dataclasses import replace

from app.effects import ToPage
from app.events import EmbedderReady, PageEvent
from app.handling import Change, announce, clear_messages, focus, no_effects, on, on_page
from app.rooms.sort.effects import (
    Compare,
    FindAlike,
    PauseSort,
    ProposeLabels,
    StartSort,
    StopConsidering,
)
from app.rooms.sort.events import AlikeFound, EvidenceFound, LabelsProposed, WaysCompared, WaysMoved
from app.rooms.sort.handlers.setup import FORM, with_sort
from app.rooms.sort.pile import arranged
from app.rooms.sort.setup import fields_of
from app.rooms.sort.state import Pace, SortState
from app.shell.deciding import By
from app.state import State
from hearthside.sort import LEAST_COMPARED

_COMPARING = "The other model reads the rows that you labelled. This may take some minutes."
_GROUPING = "Rows are read and grouped. This may take a minute."


@on_page("sort.compare")
def compare(state: State, event: PageEvent) -> Change:
    """Takes the place of a trial that nobody asked for, which would tell little."""
    sort = state.of(SortState)
    if sort.comparing is not None and sort.asked_for:
        return no_effects(state)
    state = clear_messages(state)
    state = with_sort(state, comparing=Pace(), asked_for=True, compared="", better="")
    return state, (Compare(state.of(SortState)), announce(_COMPARING))


@on_page("sort.compare.stop")
def stop_comparing(state: State, event: PageEvent) -> Change:
    return state, (StopConsidering(),)


@on(WaysMoved)
def ways_moved(state: State, event: WaysMoved) -> Change:
    sort = state.of(SortState)
    if event.key != sort.key or sort.comparing is None:
        return no_effects(state)
    return no_effects(with_sort(state, comparing=Pace(event.done, event.of)))


@on(WaysCompared)
def ways_compared(state: State, event: WaysCompared) -> Change:
    """Of a trial that nobody asked for only a better model is told."""
    sort = state.of(SortState)
    if (event.key, event.asked) != (sort.key, sort.asked_for) or sort.comparing is None:
        return no_effects(state)
    if not event.asked and not event.better:
        return no_effects(with_sort(state, comparing=None))
    state = with_sort(state, comparing=None, compared=event.words, better=event.better)
    if not event.asked:
        return state, (announce(event.words),)
    return state, ((announce(event.words), focus("sort-compared")) if event.words else ())


@on(EvidenceFound)
def evidence_found(state: State, event: EvidenceFound) -> Change:
    return _trial(state)


@on(EmbedderReady)
def embedder_ready(state: State, event: EmbedderReady) -> Change:
    return _trial(state)


def _trial(state: State) -> Change:
    """With all rows read and some of them labelled, the other model is tried on these where it is
    awake; and once more when twice as many are."""
    sort = state.of(SortState)
    if sort.settings is None or not sort.complete or sort.busy or sort.comparing is not None:
        return no_effects(state)
    other: By = "likelihood" if sort.settings.by == "embedding" else "embedding"
    enough = sort.counts.reviewed >= max(LEAST_COMPARED, 2 * sort.tried)
    if not enough or sort.compared or not state.is_ready(other):
        return no_effects(state)
    state = with_sort(state, comparing=Pace(), asked_for=False, tried=sort.counts.reviewed)
    return state, (Compare(state.of(SortState), asked=False),)


@on_page("sort.switch")
def switch(state: State, event: PageEvent) -> Change:
    """The better model decides from now on; what a person said stays."""
    sort = state.of(SortState)
    settings, better = sort.settings, sort.better
    if settings is None or not better:
        return no_effects(state)
    fields = {**fields_of(settings), "by": better, "even": "yes" if settings.even else ""}
    return clear_messages(state), (PauseSort(), StartSort(sort, fields))


@on_page("sort.alike")
def find_alike(state: State, event: PageEvent) -> Change:
    """Rows like the one in hand."""
    sort = state.of(SortState)
    at = sort.sight.current
    return (state, (FindAlike(sort, at),)) if at is not None else no_effects(state)


@on_page("sort.twins")
def find_twins(state: State, event: PageEvent) -> Change:
    return state, (FindAlike(state.of(SortState), None),)


@on(AlikeFound)
def alike_found(state: State, event: AlikeFound) -> Change:
    sort, words = state.of(SortState), event.words
    if event.key != sort.key:
        return no_effects(state)
    if not event.rows:
        return _none_alike(state, words)
    found = replace(sort.sight, near=event.rows, near_words=words, search="", first=0)
    sight = replace(found, show="picked", order="near")
    state = state.having(arranged(replace(sort, sight=sight)))
    return state, (ToPage("reveal", {"target": "sort-rows", "row": 0}), announce(words))


def _none_alike(state: State, words: str) -> Change:
    """All rows as before, and in the place of some the reason why there are none."""
    sight = state.of(SortState).sight
    if sight.show == "picked":
        sight = replace(sight, show="all", order="table", first=0)
    sight = replace(sight, near=(), near_words=words)
    sort = arranged(replace(state.of(SortState), sight=sight))
    return state.having(sort), ((announce(words),) if words else ())


@on_page("sort.propose")
def propose(state: State, event: PageEvent) -> Change:
    if state.of(SortState).grouping:
        return no_effects(state)
    state = with_sort(clear_messages(state), grouping=True, notice=_GROUPING)
    written = event.data.get("labels", "")
    return state, (ProposeLabels(state.of(SortState), written), announce(_GROUPING))


@on(LabelsProposed)
def labels_proposed(state: State, event: LabelsProposed) -> Change:
    """The names come into the field after what stood there, for a person to change."""
    sort = state.of(SortState)
    if event.key != sort.key or not sort.grouping:
        return no_effects(state)
    state = with_sort(state, grouping=False, notice=event.words)
    if not event.lines:
        return state, ((announce(event.words),) if event.words else ())
    fill = ToPage("fill", {"form": FORM, "fields": {"labels": "\n".join(event.lines)}})
    return state, (fill, announce(event.words), focus("sort-labels"))
