"""What can be done in the Route room: values that handlers ask for and actions carry out."""

from dataclasses import dataclass

from app.effects import Effect
from app.rooms.route.samples import SampleRow
from app.rooms.route.state import PolicyCard, Removed
from app.shell.deciding import By


class RouteEffect(Effect):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ListPolicies(RouteEffect):
    """Look through a person's own policies."""


@dataclass(frozen=True, slots=True)
class OpenPolicy(RouteEffect):
    key: str
    choice: int = 0


@dataclass(frozen=True, slots=True)
class KeepPolicy(RouteEffect):
    """Put a policy's text on the shelf as it stands, sound or not."""

    card: PolicyCard
    text: str


@dataclass(frozen=True, slots=True)
class RemovePolicy(RouteEffect):
    """Take an own policy off the shelf. `reset`: because its sample is wanted again."""

    card: PolicyCard
    reset: bool = False


@dataclass(frozen=True, slots=True)
class PutPolicyBack(RouteEffect):
    removed: Removed
    choice: int = 0


@dataclass(frozen=True, slots=True)
class RouteText(RouteEffect):
    """Route one text by the policy of that text, and follow where it leads. Here and below, `by` is
    the model that decides where no rule does, and `request` what everything that comes of it
    carries. `larger` is the id of the one that writes where the policy asks for a larger model, ""
    where there is none."""

    policy: str
    text: str
    expected: str = ""
    by: By = "likelihood"
    larger: str = ""
    request: int = 0


@dataclass(frozen=True, slots=True)
class WriteLarger(RouteEffect):
    """Have the model that is loaded now write what was left to the larger one."""

    request: int


@dataclass(frozen=True, slots=True)
class RouteRows(RouteEffect):
    """Route rows one after another; what each leads to is only named."""

    policy: str
    name: str
    rows: tuple[SampleRow, ...]
    notes: tuple[str, ...] = ()
    by: By = "likelihood"
    request: int = 0


@dataclass(frozen=True, slots=True)
class RouteTable(RouteEffect):
    """Make rows of a file's bytes, and route them."""

    policy: str
    name: str
    content: bytes
    by: By = "likelihood"
    request: int = 0


@dataclass(frozen=True, slots=True)
class StopRouting(RouteEffect):
    pass
