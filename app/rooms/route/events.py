"""What can happen in the Route room besides what a person does: values only."""

from dataclasses import dataclass

from app.rooms.route.state import Answer, PolicyCard, Preparing, Removed, Row, Stream


@dataclass(frozen=True, slots=True)
class PoliciesRead:
    """The policies of a person's own, as the shelf has them."""

    own: tuple[PolicyCard, ...]


@dataclass(frozen=True, slots=True)
class PolicyOpened:
    """The policy of that choice came from the shelf."""

    choice: int
    card: PolicyCard
    text: str


@dataclass(frozen=True, slots=True)
class PolicyRemoved:
    removed: Removed


@dataclass(frozen=True, slots=True)
class PolicyPrepared:
    """The model reads the policy's examples; None when it has read them."""

    request: int
    preparing: Preparing | None


@dataclass(frozen=True, slots=True)
class AnswerMoved:
    """The text of that request has come a step further."""

    request: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class LargerWanted:
    """The text of that request is for a larger model, which is not loaded."""

    request: int


@dataclass(frozen=True, slots=True)
class StreamBegan:
    request: int
    stream: Stream


@dataclass(frozen=True, slots=True)
class RowsRouted:
    request: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RoutingEnded:
    """That request is done, or was `stopped` by the person."""

    request: int
    stopped: bool = False
