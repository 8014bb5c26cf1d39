"""What a person sees of the rows and says of them: filters, the row in hand, labels put right."""

from dataclasses import replace
from typing import cast, get_args

from app.effects import Effect, ToPage
from app.events import PageEvent
from app.handling import Change, focus, no_effects, on_page
from app.rooms.sort.effects import Teach
from app.rooms.sort.pile import WINDOW, around, arranged, next_row, place_of
from app.rooms.sort.state import Order, Sight, SortState
from app.state import State
from hearthside.sort import Row

ROWS = "sort-rows"


def _seen(state: State, **changes: object) -> State:
    """The state with another sight of the rows, worked out anew."""
    sort = state.of(SortState)
    sight = replace(sort.sight, **changes)  # type: ignore[arg-type]
    return state.having(arranged(replace(sort, sight=sight)))


def _top(state: State) -> Change:
    return state, (ToPage("reveal", {"target": ROWS, "row": 0}),)


@on_page("sort.scroll")
def scroll(state: State, event: PageEvent) -> Change:
    """Another part of the rows is in sight. Nothing is worked out anew."""
    sort = state.of(SortState)
    first = min(int(event.data.get("first", "0")), max(0, len(sort.order) - WINDOW))
    sight = replace(sort.sight, first=max(0, first))
    return no_effects(state.having(replace(sort, sight=sight)))


@on_page("sort.show")
def show(state: State, event: PageEvent) -> Change:
    """Other rows; those that need a person come most doubtful first."""
    wanted = event.data.get("value", "all")
    order = {"doubt": "doubt"}.get(wanted, state.of(SortState).sight.order)
    return _top(_seen(state, show=wanted, order=order, first=0))


@on_page("sort.order")
def order(state: State, event: PageEvent) -> Change:
    wanted = event.data.get("value", "")
    chosen = cast(Order, wanted if wanted in get_args(Order) else "table")
    return _top(_seen(state, order=chosen, first=0))


@on_page("sort.search")
def search(state: State, event: PageEvent) -> Change:
    return _top(_seen(state, search=event.data.get("search", "").strip(), first=0))


@on_page("sort.review")
def begin_review(state: State, event: PageEvent) -> Change:
    """The pile: by doubt, or drawn by chance for evidence that holds for all rows."""
    chance = event.data.get("by") == "chance"
    show_, by = ("all", "random") if chance else ("doubt", "doubt")
    seen = _seen(state, show=show_, order=by, search="", first=0)
    changed, effects = _to(seen, next_row(seen.of(SortState), 0))
    return changed, (*effects, focus("sort-review"))


@on_page("sort.pick")
def pick(state: State, event: PageEvent) -> Change:
    number = event.data.get("row", "")
    if not number.isdecimal() or int(number) >= len(state.of(SortState).rows):
        return no_effects(state)
    return _to(state, int(number))


@on_page("sort.step")
def step(state: State, event: PageEvent) -> Change:
    """One row up or down in sight."""
    sort = state.of(SortState)
    place, by = place_of(sort, sort.sight.current), int(event.data.get("by", "1"))
    order_ = sort.order
    if not order_:
        return no_effects(state)
    wanted = 0 if place is None else min(max(0, place + by), len(order_) - 1)
    return _to(state, order_[wanted])


def _to(state: State, index: int | None) -> Change:
    """Row `index` in hand and in sight."""
    sort = state.of(SortState)
    sight = replace(sort.sight, current=index, picked=None)
    place = place_of(sort, index)
    if place is None:
        return no_effects(state.having(replace(sort, sight=sight)))
    if not sight.first <= place < sight.first + WINDOW:
        sight = replace(sight, first=around(place))
    reveal = ToPage("reveal", {"target": ROWS, "row": place})
    return state.having(arranged_sight(sort, sight)), (reveal,)


def arranged_sight(sort: SortState, sight: Sight) -> SortState:
    """The room with another part of the same rows in sight."""
    last = max(0, len(sort.order) - WINDOW)
    return replace(sort, sight=replace(sight, first=min(sight.first, last)))


@on_page("sort.label")
def label(state: State, event: PageEvent) -> Change:
    """The row belongs under this label; where several may hold, it joins or leaves them."""
    sort = state.of(SortState)
    row = _row(sort)
    name = event.data.get("value") or event.data.get("label", "")
    if event.data.get("none") and row is not None:
        return _reviewed(state, ())
    if row is None or sort.settings is None or name not in sort.settings.names:
        return no_effects(state)
    if sort.settings.form != "many":
        return _reviewed(state, (name,))
    before = sort.sight.picked if sort.sight.picked is not None else row.labels
    both = [one for one in sort.settings.names if (one in before) != (one == name)]
    return no_effects(state.having(replace(sort, sight=replace(sort.sight, picked=tuple(both)))))


@on_page("sort.confirm")
def confirm(state: State, event: PageEvent) -> Change:
    """The row is right as it stands, or as it was put together."""
    sort = state.of(SortState)
    row = _row(sort)
    if row is None:
        return no_effects(state)
    picked = sort.sight.picked
    return _reviewed(state, picked if picked is not None else row.labels)


@on_page("sort.unsay")
def unsay(state: State, event: PageEvent) -> Change:
    """What a person said of the row in hand is taken back."""
    sort = state.of(SortState)
    at, row = sort.sight.current, _row(sort)
    if at is None or row is None or row.truth is None:
        return no_effects(state)
    state = state.having(arranged(_put(state.of(SortState), at, row.unsaid())))
    return state, (Teach(state.of(SortState)),)


def _row(sort: SortState) -> Row | None:
    """The row in hand, if it was read."""
    at = sort.sight.current
    if at is None or at >= len(sort.rows) or sort.rows[at].verdict is None:
        return None
    return sort.rows[at]


def _put(sort: SortState, at: int, row: Row) -> SortState:
    return replace(sort, rows=(*sort.rows[:at], row, *sort.rows[at + 1 :]))


def _reviewed(state: State, truth: tuple[str, ...]) -> Change:
    """A person has spoken: the lesson is learned, and the next row comes up."""
    sort = state.of(SortState)
    row = _row(sort)
    at = sort.sight.current
    if row is None or row.verdict is None or at is None:
        return no_effects(state)
    chance = sort.sight.order == "random"
    said = row.reviewed(truth, drawn=chance)
    place = place_of(sort, at)
    state = state.having(arranged(_put(sort, at, said)))
    there = place_of(state.of(SortState), at)
    # A row that is not in sight any more has left its place to the next one.
    after = (place or 0) if there is None else there + 1
    changed, effects = _to(state, next_row(state.of(SortState), after))
    lesson: Effect = Teach(changed.of(SortState))
    return changed, (lesson, *effects)
