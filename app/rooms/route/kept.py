"""What the page holds of the Route room for the next mind, and what becomes of it. Pure."""

from dataclasses import asdict, replace
from typing import Any, Final

from app.rooms.route.state import RouteState, Stream
from hearthside.store import read_as

# A longer list is not handed to the page at every step; it is routed anew when it is lost.
_MOST_KEPT_ROWS: Final = 500


def made_of(route: RouteState) -> tuple[object, ...]:
    """What `lasting` is made of."""
    return (route.policy.card, route.policy.text, route.answer, route.sample_row, route.by)


def lasting(route: RouteState) -> dict[str, Any]:
    """What the page holds for a new mind: the policy in hand, and what was routed by it last. A
    sample's text is at hand everywhere."""
    policy = route.policy
    return {
        "card": asdict(policy.card),
        "text": policy.text if policy.card.own else "",
        "answer": asdict(route.answer) if route.answer else None,
        "sample_row": route.sample_row,
        "by": route.by,
    }


def revived(kept: Any) -> RouteState:
    """The room as a new mind finds it. Raises what a wrong `kept` raises."""
    policy = {"card": kept["card"], "text": kept["text"]}
    rest = {name: kept[name] for name in ("answer", "sample_row", "by") if name in kept}
    route = read_as(RouteState, {"policy": policy, **rest})
    answer = route.answer
    if answer is not None and answer.stage != "done":
        answer = replace(answer, stage="done", stopped=True)
    return replace(route, answer=answer)


def kept_rows(route: RouteState) -> dict[str, Any] | None:
    """The list that was routed last, if it is not too long to be held."""
    stream = route.stream
    return asdict(stream) if stream and len(stream.rows) <= _MOST_KEPT_ROWS else None


def with_rows(route: RouteState, kept: Any) -> RouteState:
    """The list comes back, cut short if it was under way. Raises what a wrong `kept` raises."""
    if kept is None:
        return route
    stream = read_as(Stream, kept)
    return replace(route, stream=replace(stream, stopped=len(stream.rows) < stream.of))
