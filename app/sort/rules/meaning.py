"""What the embedding model adds: the two ways compared, rows like this, twins, labels proposed."""

from dataclasses import replace

from app.effects import ToPage
from app.events import PageEvent
from app.sort.effects import Compare, FindAlike, PauseSort, ProposeLabels, StartSort
from app.sort.events import AlikeFound, LabelsProposed, WaysCompared
from app.sort.pile import arranged
from app.sort.rules.setup import FORM, with_sort
from app.sort.setup import fields_of
from app.state import State
from app.updates.rules import Change, announce, calm, focus, on, on_page, stay

_COMPARING = "Your labelled rows are decided by both models. This may take a minute."
_GROUPING = "Rows are read and grouped. This may take a minute."


@on_page("sort.compare")
def compare(state: State, event: PageEvent) -> Change:
    state = with_sort(calm(state), compared=_COMPARING, better="")
    return state, (Compare(state.sort), announce(_COMPARING))


@on(WaysCompared)
def ways_compared(state: State, event: WaysCompared) -> Change:
    if event.key != state.sort.key:
        return stay(state)
    state = with_sort(state, compared=event.words, better=event.better)
    return state, (announce(event.words), focus("sort-compared"))


@on_page("sort.switch")
def switch(state: State, event: PageEvent) -> Change:
    """The better model decides from now on; what a person said stays."""
    settings, better = state.sort.settings, state.sort.better
    if settings is None or not better:
        return stay(state)
    fields = {**fields_of(settings), "by": better, "even": "yes" if settings.even else ""}
    return calm(state), (PauseSort(), StartSort(state.sort, fields))


@on_page("sort.alike")
def find_alike(state: State, event: PageEvent) -> Change:
    """Rows like the one in hand."""
    at = state.sort.sight.current
    return (state, (FindAlike(state.sort, at),)) if at is not None else stay(state)


@on_page("sort.twins")
def find_twins(state: State, event: PageEvent) -> Change:
    return state, (FindAlike(state.sort, None),)


@on(AlikeFound)
def alike_found(state: State, event: AlikeFound) -> Change:
    if event.key != state.sort.key:
        return stay(state)
    words = event.words
    found = replace(state.sort.sight, near=event.rows, near_words=words, search="", first=0)
    sight = replace(found, show="picked", order="near")
    state = replace(state, sort=arranged(replace(state.sort, sight=sight)))
    return state, (ToPage("reveal", {"target": "sort-rows", "row": 0}), announce(words))


@on_page("sort.propose")
def propose(state: State, event: PageEvent) -> Change:
    state = with_sort(calm(state), notice=_GROUPING)
    written = event.data.get("labels", "")
    return state, (ProposeLabels(state.sort, written), announce(_GROUPING))


@on(LabelsProposed)
def labels_proposed(state: State, event: LabelsProposed) -> Change:
    """The names come into the field after what stood there, for a person to change."""
    if event.key != state.sort.key:
        return stay(state)
    fill = ToPage("fill", {"form": FORM, "fields": {"labels": "\n".join(event.lines)}})
    state = with_sort(state, notice=event.words)
    return state, (fill, announce(event.words), focus("sort-labels"))
