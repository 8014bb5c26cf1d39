"""What a rule of change looks like, the table in which rules are found, and the one door to them:
`update(state, event) -> (state, effects)`, pure.

Knows nothing of any event; the shell's files and the rooms' fill the table.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final, TypeAlias, TypeVar

from app.effects import Effect, ToPage
from app.events import PageEvent
from app.state import ShownError, State
from hearthside.errors import InvalidInput
from hearthside.wire import Code

Change: TypeAlias = tuple[State, tuple[Effect, ...]]
PageRule: TypeAlias = Callable[[State, PageEvent], Change]
# What a piece of work tells of is a value of any class: the app's own, or the library's.
Event: TypeAlias = object

_SHELL: Final = "app.shell."
_E = TypeVar("_E")

_PAGE_RULES: dict[str, list[PageRule]] = {}
# Any: each rule takes the one event class it is filed under, which `on` makes sure of.
_EVENT_RULES: dict[type[Any], list[Callable[[State, Any], Change]]] = {}


def _put(rules: list[Callable[[State, Any], Change]], rule: Callable[[State, Any], Change]) -> None:
    """The shell before the rooms, whatever was imported first."""
    rules.append(rule)
    rules.sort(key=lambda one: not one.__module__.startswith(_SHELL))


def on_page(*names: str) -> Callable[[PageRule], PageRule]:
    """Files a rule under the names of page events.

    Several rooms may file rules under one event: each sees the state that the one before it left,
    and the shell's own rule comes first.
    """

    def file(rule: PageRule) -> PageRule:
        for name in names:
            _put(_PAGE_RULES.setdefault(name, []), rule)
        return rule

    return file


def on(
    event_class: type[_E],
) -> Callable[[Callable[[State, _E], Change]], Callable[[State, _E], Change]]:
    """Files a rule under an event's class; several may be, as with `on_page`."""

    def file(rule: Callable[[State, _E], Change]) -> Callable[[State, _E], Change]:
        _put(_EVENT_RULES.setdefault(event_class, []), rule)
        return rule

    return file


def update(state: State, event: Event) -> Change:
    """The next state, and what is to be done. Raises InvalidInput on an event of the page that
    nobody knows."""
    if isinstance(event, PageEvent):
        if event.name not in _PAGE_RULES:
            raise InvalidInput(Code.CALL_INVALID, f"The page has no event {event.name[:40]!r}.")
        return _through(_PAGE_RULES[event.name], state, event)
    return _through(_EVENT_RULES.get(type(event), ()), state, event)


def _through(rules: Iterable[Callable[[State, Any], Change]], state: State, event: Event) -> Change:
    effects: list[Effect] = []
    for rule in rules:
        state, more = rule(state, event)
        effects += more
    return state, tuple(effects)


def no_effects(state: State) -> Change:
    """The state, and nothing to be done."""
    return state, ()


def failing(state: State, error: ShownError) -> Change:
    """Nothing changes and nothing is done, and the page says why."""
    return no_effects(replace(state, error=error))


def announce(text: str) -> ToPage:
    """Something to say to those who listen to the page."""
    return ToPage("announce", {"text": text})


def focus(target: str, *, scroll: bool = True) -> ToPage:
    """Takes the keyboard to an element, and by default the eye too."""
    return ToPage("focus", {"target": target, "scroll": scroll})


def clear_messages(state: State) -> State:
    """The state with its errors and notices put away."""
    return replace(state, error=None, notice="")
