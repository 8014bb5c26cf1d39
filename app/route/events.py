"""What can happen in the Route room besides what a person does: values only."""

from dataclasses import dataclass
from typing import TypeAlias

from app.route.state import Answer, PolicyCard, Preparing, Removed, Row, Stream


@dataclass(frozen=True, slots=True)
class PoliciesRead:
    """The policies of a person's own, as the shelf has them."""

    own: tuple[PolicyCard, ...]


@dataclass(frozen=True, slots=True)
class PolicyOpened:
    """A policy came from the shelf; it is the one in hand now."""

    card: PolicyCard
    text: str


@dataclass(frozen=True, slots=True)
class PolicyRemoved:
    removed: Removed


@dataclass(frozen=True, slots=True)
class PolicyPrepared:
    """The model reads the policy's examples; None when it has read them."""

    preparing: Preparing | None


@dataclass(frozen=True, slots=True)
class AnswerMoved:
    """The text in hand has come a step further."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class StreamBegan:
    stream: Stream


@dataclass(frozen=True, slots=True)
class RowsRouted:
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RoutingEnded:
    """Nothing is being routed any more; `stopped` by the person."""

    stopped: bool = False


RouteEvent: TypeAlias = (
    PoliciesRead | PolicyOpened | PolicyRemoved | PolicyPrepared | AnswerMoved | StreamBegan
    | RowsRouted | RoutingEnded
)  # fmt: skip
