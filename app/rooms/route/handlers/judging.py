"""A policy's text as the room shows it: what it says of itself, or what is wrong with it. Pure."""

from app.rooms.route.state import Fault, PolicyView, RouteLine, Summary
from hearthside.errors import InvalidInput
from hearthside.route.policy import Policy, Route


def judged(policy: PolicyView, text: str) -> PolicyView:
    """The policy in hand with that text. A faulty text keeps the summary of the last sound one."""
    if text == policy.text and (policy.summary is not None or policy.fault is not None):
        return policy
    card, own, removed, renaming = policy.card, policy.own, policy.removed, policy.renaming
    try:
        summary = _summary(Policy.from_toml(text))
    except InvalidInput as error:
        fault = Fault(error.message, int(error.detail) if error.detail.isdecimal() else 0)
        return PolicyView(card, text, policy.summary, fault, own, removed, renaming)
    return PolicyView(card, text, summary, None, own, removed, renaming)


def _summary(policy: Policy) -> Summary:
    return Summary(
        title=policy.title,
        warning=policy.note,
        routes=tuple([_line(route, policy) for route in policy.outcomes]),
        rules=len(policy.rules),
        examples=sum(len(route.examples) for route in policy.routes),
        doubt=policy.doubt,
        writes=any(route.prompt for route in policy.routes),
    )


def _line(route: Route, policy: Policy) -> RouteLine:
    needs = None if route is policy.unclear else route.threshold
    return RouteLine(route.name, route.description, route.action, needs)
