"""What the Route room shows, as frozen values of plain words and numbers.

Plain, so that the page can hold them for the next mind. Typed text is not here but in the page's
fields; the policy's text is, since what stands in it is read at every change. Knows nothing of how
any of it changes.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Literal, TypeAlias

from app.shell.deciding import By
from app.state import Part

Action: TypeAlias = Literal["answer", "larger", "person", "refuse"]
Work: TypeAlias = Literal["", "route", "stream"]
# What settled the route: a rule alone; a rule that the model did not raise; the model above a rule;
# the model; the model's doubt; or nothing yet, without a model.
Settled: TypeAlias = Literal["rule", "floor", "raised", "model", "doubt", "open"]
Stage: TypeAlias = Literal["reading", "drafting", "loading", "writing", "checking", "done"]
"""`loading` and `writing` are the larger model's, where the policy asks for one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a policy's text. `line` from 1; 0 where no one line is to blame."""

    message: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class PolicyCard:
    """A policy one can choose. `sample` names the sample it stems from, "" for one of a person's
    own making; `own` is False for the samples as they came."""

    key: str
    name: str
    sample: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One route of the policy in a few words. `needs` is its threshold, None without one."""

    name: str
    description: str
    action: Action
    needs: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a sound policy says of itself: routes from the most careful to the least. `writes`: on
    some of them a model is asked to write."""

    title: str
    warning: str
    routes: tuple[RouteLine, ...]
    rules: int
    examples: int
    doubt: str
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """An own policy just deleted or reset, as it was kept, so that it can be put back."""

    card: PolicyCard
    document: str
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """A search in a policy's text: the find in hand is number `place` of `of`, on `line`, from the
    character `start` on; `of` is 0 where nothing was found."""

    words: str
    place: int
    of: int
    line: int
    start: int


@dataclass(frozen=True, slots=True)
class PolicyView:
    """The policy in hand. `summary` is of the last sound text; `fault` says that the text is not
    sound now. `renaming` while its name is being changed. `looked`: what was searched for in it."""

    card: PolicyCard = PolicyCard("clinic", "", "clinic")
    text: str = ""
    summary: Summary | None = None
    fault: Fault | None = None
    own: tuple[PolicyCard, ...] = ()
    removed: Removed | None = None
    renaming: bool = False
    looked: Looked | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A route with its score, 0 to 1, and the threshold it has to reach (None: none)."""

    route: str
    score: float
    needs: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where one text goes, and why. `words` are what the policy says on that route. `bars`: the
    route's own first, then the runner-up; empty when only a rule was asked. `source` is the rule's;
    `nearest` are of the policy's examples."""

    route: str
    description: str
    words: str
    action: Action
    settled: Settled
    bars: tuple[Bar, ...] = ()
    reason: str = ""
    why: str = ""
    source: str = ""
    nearest: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether a model was asked."""
        return self.settled not in ("rule", "open")


@dataclass(frozen=True, slots=True)
class Basis:
    """By what something was routed: the policy's text, as a digest, and the model that decided."""

    policy: str = ""
    by: By = "likelihood"


@lru_cache(maxsize=8)
def basis_of(policy: str, by: By) -> Basis:
    """The basis of what is routed by the policy of that text, and by that model."""
    return Basis(sha256(policy.encode()).hexdigest()[:16], by)


@dataclass(frozen=True, slots=True)
class Answer:
    """One text on its way. `verdict` None while it is being read. `expected` is what the sample
    says it should be. `draft` is an answer that may be shown; `checked` None where no model wrote
    one. `handoff` is the redacted summary for a person, which is ready before a larger model is
    waited for; `refusal` the policy's own words. `larger` is the id of the larger model that is to
    write, `missed` a sentence on why it did not."""

    text: str
    stage: Stage = "reading"
    verdict: Verdict | None = None
    expected: str = ""
    draft: str = ""
    drafted_by: str = ""
    checked: bool | None = None
    check_reason: str = ""
    handoff: str = ""
    refusal: str = ""
    larger: str = ""
    missed: str = ""
    stopped: bool = False
    basis: Basis = Basis()

    def stale(self, now: Basis) -> bool:
        """Whether it was routed by another policy than the one of now, or by another model where a
        model was asked."""
        asked = self.verdict is not None and self.verdict.asked
        return self.basis.policy != now.policy or (asked and self.basis.by != now.by)

    @property
    def waits(self) -> bool:
        """Whether no rule decided, and there was no model to read the text."""
        return self.verdict is not None and self.verdict.settled == "open"


@dataclass(frozen=True, slots=True)
class Row:
    """A routed row of a list. `verdict` None where a model is needed and there was none."""

    number: int
    text: str
    expected: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """A list of rows being routed, or routed. `of` is how many there are; `routes` are the policy's
    then, the most careful first."""

    name: str = ""
    rows: tuple[Row, ...] = ()
    of: int = 0
    stopped: bool = False
    notes: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    basis: Basis = Basis()

    def stale(self, now: Basis) -> bool:
        """Whether a row would be routed by another policy, or another model, now."""
        asked = any(row.verdict is not None and row.verdict.asked for row in self.rows)
        return self.basis.policy != now.policy or (asked and self.basis.by != now.by)


@dataclass(frozen=True, slots=True)
class Sight:
    """Which rows of the list are looked at: `show` all (""), of a route ("=name"), waiting for a
    model ("open") or not as meant ("missed"); as listed or the most urgent first; those with
    `search` in them; from the `first` on."""

    show: str = ""
    order: Literal["listed", "urgent"] = "listed"
    search: str = ""
    first: int = 0


@dataclass(frozen=True, slots=True)
class Preparing:
    """How far the model has read what the policy says of itself; once for a policy and a model.
    `of` is 0 before that is known."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class RouteState(Part):
    """All of the room. `sample_row` is the row of the sample that was shown last, from 1. `by`:
    which model decides where no rule does; None until a person chose. `request` is the number of
    the work asked for last, `choice` that of the policy: what comes of older ones is dropped.
    `back` is the language model that made room for a larger one, to be loaded again; "" for none.
    """

    policy: PolicyView = PolicyView()
    answer: Answer | None = None
    stream: Stream | None = None
    work: Work = ""
    sample_row: int = 0
    preparing: Preparing | None = None
    by: By | None = None
    sight: Sight = Sight()
    request: int = 0
    choice: int = 0
    back: str = ""

    @property
    def busy(self) -> bool:
        return self.work != ""
