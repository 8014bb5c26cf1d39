"""Routing: a policy of rules and routes, carried out with a model that may only be more careful.

Knows nothing of screens; a `Model` is handed in, and nothing is sent anywhere.
"""

from hearthside.route.chain import (
    Answered,
    Checked,
    Deferred,
    Drafted,
    HandedOff,
    Refused,
    Routed,
    RouteEvent,
    run,
    written,
)
from hearthside.route.handoff import Handoff, handoff
from hearthside.route.policy import Action, Policy, Route
from hearthside.route.redact import LIMITS, Redacted, redact
from hearthside.route.router import MAX_TEXT_CHARACTERS, Router, Routing, record_text
from hearthside.route.rules import Rule, RuleHit
from hearthside.text.quantities import Measured

__all__ = [
    "LIMITS",
    "MAX_TEXT_CHARACTERS",
    "Action",
    "Answered",
    "Checked",
    "Deferred",
    "Drafted",
    "HandedOff",
    "Handoff",
    "Measured",
    "Policy",
    "Redacted",
    "Refused",
    "Route",
    "RouteEvent",
    "Routed",
    "Router",
    "Routing",
    "Rule",
    "RuleHit",
    "handoff",
    "record_text",
    "redact",
    "run",
    "written",
]
