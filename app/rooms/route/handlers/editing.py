"""Help beside the policy's text: thresholds set in a form, and words searched for in the text."""

import re
from dataclasses import replace

from app.effects import ToPage
from app.events import PageEvent
from app.handling import Change, announce, clear_messages, failing, no_effects, on_page
from app.rooms.route.handlers.policy import changed_to, with_policy, written
from app.rooms.route.screen.policy import POLICY_ID
from app.rooms.route.screen.words import percent
from app.rooms.route.state import Looked, RouteState
from app.state import ShownError, State
from hearthside.errors import InvalidInput
from hearthside.route.policy import Policy
from hearthside.wire import Code


@on_page("route.threshold")
def threshold_set(state: State, event: PageEvent) -> Change:
    """The number is written into the text, in its place: the text stays the whole truth."""
    policy, place = state.of(RouteState).policy, int(event.data.get("place", "0"))
    if policy.fault is not None or policy.summary is None:
        return no_effects(state)
    try:
        sound = Policy.from_toml(policy.text)
        route = sound.routes[place]
        share = _share(event.data.get("value", ""), route.name)
        text = sound.with_threshold(route.name, share)
    except InvalidInput as error:
        return failing(state, ShownError(error.code, error.message, place="route"))
    if text == policy.text:
        return no_effects(clear_messages(state))
    changed, effects = changed_to(clear_messages(state), text)
    told = announce(f"{route.name}: {percent(share)}, written into the text")
    return changed, (*effects, written(text), told)


def _share(typed: str, route: str) -> float:
    """A typed "70", "70 %" or "72,5" as a share of one."""
    try:
        percent = float(typed.replace("%", "").replace(",", ".").strip())
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise InvalidInput(
            Code.POLICY_INVALID,
            f"The threshold of \u201c{route}\u201d must be a number from 0 to 100.",
        )
    return round(percent / 100, 4)


@on_page("route.policy.search")
def searched(state: State, event: PageEvent) -> Change:
    """The next place of the words in the text is selected there; after the last comes the first."""
    words = event.data.get("policy-search", "").strip()
    policy = state.of(RouteState).policy
    if not words:
        return no_effects(with_policy(state, replace(policy, looked=None)))
    places = [it.start() for it in re.finditer(re.escape(words), policy.text, re.IGNORECASE)]
    before = policy.looked
    last = before.start if before is not None and before.words == words else -1
    number = next((number for number, at in enumerate(places) if at > last), 0)
    start = places[number] if places else -1
    line = policy.text.count("\n", 0, max(0, start)) + 1
    looked = Looked(words, number + 1, len(places), line, start)
    state = with_policy(state, replace(policy, looked=looked))
    if not places:
        return state, (announce(f"\u201c{words}\u201d is not in the text"),)
    column = _units(policy.text[policy.text.rfind("\n", 0, start) + 1 : start])
    found = {"line": line, "column": column, "length": _units(words)}
    select = ToPage("line", {"target": POLICY_ID, **found})
    return state, (select, announce(f"Line {line}: {number + 1} of {len(places)}"))


def _units(text: str) -> int:
    """The length of `text` as the page counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
