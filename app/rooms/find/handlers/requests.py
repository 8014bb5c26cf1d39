"""The room's searches as requests, each with a number that whatever comes of it carries.

Knows nothing of how a search is typed in, or shown.
"""

from dataclasses import replace
from typing import Any

from app.handling import Change, no_effects
from app.rooms.find.effects import SearchFor
from app.rooms.find.state import Answer, FindState, Search
from app.state import State


def with_find(state: State, **changes: Any) -> State:
    return state.having(replace(state.of(FindState), **changes))


def searching_again(state: State) -> Change:
    """What was looked for before a mind or an engine was lost is looked for once more."""
    find = state.of(FindState)
    search = find.search
    if search is None or not search.again or find.files is None:
        return no_effects(state)
    return searching(state, search)


def searching(state: State, search: Search) -> Change:
    """`search` is made, as a request of its own: what still comes of those before it is dropped."""
    find = state.of(FindState)
    request = find.requests + 1
    search = replace(search, request=request, running=True, again=False)
    answer = Answer() if search.asked else None
    wanted = SearchFor(find.key, search.query, search.filters, search.asked, request)
    return with_find(state, search=search, answer=answer, requests=request), (wanted,)
