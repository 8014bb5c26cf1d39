"""The library's routing in the room's plain words and numbers. Pure."""

from typing import Final

from app.rooms.route.state import Bar, Settled, Verdict
from hearthside.classify import Score
from hearthside.route.policy import Policy
from hearthside.route.router import Routing
from hearthside.route.rules import RuleHit
from hearthside.text.words import Words, readable

_MOST_NEAREST: Final = 3
_OPEN: Final = "No rule decides it, and there is no model yet to read the rest."


def verdict_of(routing: Routing, policy: Policy, *, unread: bool = False) -> Verdict:
    """The routing as it is shown. `unread`: there were words, and no model to read them."""
    settled = _settled(routing, unread=unread)
    route = policy.route(routing.route)
    hit = routing.rule if settled in ("rule", "floor") else None
    if hit is not None and hit.route != routing.route:  # denied words led elsewhere
        hit = None
    return Verdict(
        route=route.name,
        description=route.description,
        words=route.words,
        action=route.action,
        settled=settled,
        bars=() if settled == "floor" else _bars(routing, policy),
        reason=_OPEN if settled == "open" else "" if hit else routing.reason,
        why=_why(hit) if hit else "",
        source=hit.rule.source if hit else "",
        nearest=routing.nearest[:_MOST_NEAREST] if settled in ("model", "doubt") else (),
        notes=_notes(routing, policy),
    )


def has_words(text: str) -> bool:
    """Whether there is anything to read in the text."""
    return bool(Words(readable(text)).words)


def _settled(routing: Routing, *, unread: bool) -> Settled:
    if routing.by == "doubt" and unread:
        return "open"
    if routing.by == "model" and routing.rule is not None:
        return "raised"
    if routing.by == "rule" and routing.decision is not None:
        return "floor"
    return routing.by


def _why(hit: RuleHit) -> str:
    """The rule's reason with what it saw in the text."""
    seen = [f"\u201c{quote}\u201d" for quote in hit.quotes] + [str(one) for one in hit.measured]
    told = f" (in this text: {', '.join(seen)})" if seen else ""
    return f"{hit.rule.why}{told}."


def _bars(routing: Routing, policy: Policy) -> tuple[Bar, ...]:
    if routing.route not in [route.name for route in policy.routes]:  # doubt, which has no score
        scores = routing.decision.scores if routing.decision else ()
        return tuple([_bar(score, policy) for score in scores[:2]])
    if routing.probability is None:
        return ()
    first = Bar(routing.route, routing.probability, routing.threshold)
    second = routing.runner_up
    return (first,) if second is None else (first, _bar(second, policy))


def _bar(score: Score, policy: Policy) -> Bar:
    return Bar(score.label, score.probability, policy.route(score.label).threshold)


def _notes(routing: Routing, policy: Policy) -> tuple[str, ...]:
    """What else is worth knowing; the policy's own warning stands elsewhere on the screen."""
    notes = [note for note in routing.notes if note != policy.note]
    alone = routing.decision
    if routing.by == "rule" and alone is not None and alone.label != routing.route:
        notes.append(
            f"The model alone would have said \u201c{alone.label}\u201d with "
            f"{alone.probability:.0%}. A rule is never lowered."
        )
    return tuple(notes)
