"""From which probability on a decision may stand without a person: fitted on judged rows.

A person says how often decisions must be right, or what a mistake and a look by a person cost. A
promise is made only where the rows can bear it: the lower bound of the accepted rows' accuracy must
reach the bar. The bound is stricter than a plain 95 % one, since the best of many cuts is looked
for and the best of many is partly luck: with a plain 95 % bound at every cut up to one promise in
five was false in our simulations, with this one fewer than one in twenty.

It holds for rows that come as the judged ones came: drawn without choosing, and decided by a
classifier that had not seen them (crossfit.py). It does not know whether that is so, and it cannot
see the world change.

Sources: Chow, IEEE Trans. Inf. Theory 16 (1970), rejection by cost; El-Yaniv & Wiener, JMLR 11
(2010), selective classification; Geifman & El-Yaniv, NeurIPS 2017, a guaranteed risk from rows.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from hearthside.classify.features import Decision
from hearthside.classify.report import CurvePoint, Judged, curve, wilson
from hearthside.errors import InvalidInput
from hearthside.wire import Code

# Above every probability: nothing is accepted.
NOTHING: Final = 1.01
# Twentieths of the rows that are looked at: a tenth, three twentieths, and so on up to all.
_CUTS: Final = range(2, 21)
# One-sided 99.2 % for each cut, under 5 % of false promises for all together: 4.5 % in the hardest
# world with very many rows (200,000 walks simulated), less with fewer (see the tests).
_Z_SEARCH: Final = 2.4
# A cut over fewer rows than this is not even worth guessing from.
_FEW: Final = 10
# Nobody labels more than this for a promise; beyond it the words speak of the examples instead.
_MANY: Final = 20_000


@dataclass(frozen=True, slots=True)
class Accuracy:
    """At least this share of what is accepted must be right, above 0 and below 1."""

    at_least: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What a mistake costs, and what a look by a person costs, in any one unit."""

    mistake: float
    person: float


Goal: TypeAlias = Accuracy | Cost


LineKind: TypeAlias = Literal["own", "accuracy", "cost"]


@dataclass(frozen=True, slots=True)
class Line:
    """What a person wants of the line between rows that stand and rows for a person. `kind`: a
    probability of their own (`at`), or a goal: an `accuracy`, or what a `mistake` costs against a
    look by a `person`."""

    kind: LineKind = "own"
    at: float = 0.8
    accuracy: float = 0.95
    mistake: float = 10.0
    person: float = 1.0

    @property
    def goal(self) -> Goal | None:
        """What the rows must bear; None when the person draws the line themselves."""
        if self.kind == "accuracy":
            return Accuracy(self.accuracy)
        return Cost(self.mistake, self.person) if self.kind == "cost" else None


@dataclass(frozen=True, slots=True)
class Threshold:
    """Decisions with a probability of `at` or more may stand; the others need a person.

    The figures are those of the `n` judged rows that would have been accepted; `low` to `high` is
    the plain 95 % interval of their accuracy. `promise` is False when the rows cannot bear the
    goal: then `at` is the best guess, or `NOTHING`. `words` is one sentence for people.
    """

    at: float
    coverage: float
    accuracy: float
    low: float
    high: float
    n: int
    promise: bool
    words: str


def fit_threshold(judged: Sequence[Judged], goal: Goal) -> Threshold:
    """The cut that keeps most, or costs least, among those the rows can bear.

    `judged`: rows that the classifier had not learned from. Raises InvalidInput (call.invalid) on a
    goal that no number of rows could meet or that is no number.
    """
    bar = bar_of(goal)
    points = curve(judged)
    if bar <= 0.0:
        words = "A mistake costs no more than a person here, so every row may stand."
        return _threshold(points[-1] if points else None, words, at=0.0, promise=True)
    cuts = _cuts(points) if bar < 1.0 else ()
    sure = [cut for cut in cuts if _bound(cut) >= bar]
    if sure:
        best = max(sure, key=lambda cut: _worth(cut, goal))
        words = f"{_found(best, len(judged))}, enough to promise {_aim(goal)}."
        return _threshold(best, words, promise=True)
    likely = [cut for cut in cuts if cut.n >= _FEW and cut.accuracy >= bar]
    if likely:
        best = max(likely, key=_bound)  # the nearest to a promise, not the one that keeps most
        words = f"{_found(best, len(judged))}, {_missing(likely, len(judged), goal)}."
        return _threshold(best, words)
    return _threshold(None, _none_stands(cuts, len(judged), goal))


def accepts(threshold: Threshold, decision: Decision) -> bool:
    """Whether the decision may stand without a person."""
    return decision.probability >= threshold.at


def bar_of(goal: Goal) -> float:
    """The accuracy above which accepting is worth it: Chow's rule, one less person over mistake.

    0 or less: a mistake is no dearer than a person. Raises InvalidInput (call.invalid).
    """
    if isinstance(goal, Accuracy):
        if not 0.0 < goal.at_least < 1.0:
            raise InvalidInput(Code.CALL_INVALID, "Ask for more than 0 % and less than 100 %.")
        return goal.at_least
    costs = (goal.mistake, goal.person)
    if not all(math.isfinite(cost) and cost >= 0.0 for cost in costs):
        raise InvalidInput(Code.CALL_INVALID, "A cost is a number, zero or more.")
    return 1.0 - goal.person / goal.mistake if goal.mistake > goal.person else 0.0


def least_rows(bar: float) -> int:
    """How many accepted rows, all of them right, can bear a promise of `bar` (below 1) at all."""
    return max(1, math.ceil(_Z_SEARCH**2 * bar / (1.0 - bar)))


def percent(share: float) -> str:
    """A share as people say it, never rounded up to all or down to none: `97 %`, `99.5 %`."""
    digits = 0 if abs(share * 100 - round(share * 100)) < 0.05 else 1
    rounded = round(share * 100, digits)
    if rounded in (0.0, 100.0) and share not in (0.0, 1.0):
        return ("under 0.1" if share < 0.5 else "over 99.9") + "\u00a0%"
    return f"{rounded:.{digits}f}\u00a0%"


def _cuts(points: Sequence[CurvePoint]) -> tuple[CurvePoint, ...]:
    """The points that accept just so many twentieths of the rows, or a few more where many tie."""
    if not points:
        return ()
    places = [math.ceil(points[-1].n * part / 20) for part in _CUTS]
    found = [points[bisect_left(points, place, key=lambda point: point.n)] for place in places]
    return tuple(dict.fromkeys(found))


def _right(cut: CurvePoint) -> int:
    return round(cut.accuracy * cut.n)


def _bound(cut: CurvePoint) -> float:
    return wilson(_right(cut), cut.n, _Z_SEARCH)[0]


def _worth(cut: CurvePoint, goal: Goal) -> float:
    """Rows kept, or what is at least saved against a person looking at every row."""
    if isinstance(goal, Accuracy):
        return cut.n
    return cut.n * (goal.person - goal.mistake * (1.0 - _bound(cut)))


def _threshold(
    cut: CurvePoint | None, words: str, *, at: float | None = None, promise: bool = False
) -> Threshold:
    if cut is None:
        return Threshold(NOTHING if at is None else at, 0.0, 0.0, 0.0, 1.0, 0, promise, words)
    start = cut.at if at is None else at
    return Threshold(start, cut.coverage, cut.accuracy, cut.low, cut.high, cut.n, promise, words)


def _aim(goal: Goal) -> str:
    if isinstance(goal, Accuracy):
        return f"that {percent(goal.at_least)} are right"
    return f"that this costs less than a person would (it takes {percent(bar_of(goal))} right)"


def _found(cut: CurvePoint, rows: int) -> str:
    count = f"{_right(cut)} of these were right ({percent(cut.accuracy)})"
    count = "all of these were right" if cut.accuracy == 1.0 else count
    return f"Of your {rows} labelled rows the surest {cut.n} would stand, and {count}"


def _missing(likely: Sequence[CurvePoint], rows: int, goal: Goal) -> str:
    """How many more rows it would take if the model goes on being right as often as it was."""
    bar = bar_of(goal)
    # Wilson's bound turned round: accepted rows that put it on the bar, and all rows for so many.
    totals = [
        _Z_SEARCH**2 * bar * (1.0 - bar) / (cut.accuracy - bar) ** 2 / cut.coverage
        for cut in likely
        if cut.accuracy > bar
    ]
    more = math.ceil((min(totals, default=math.inf) - rows) / 10) * 10 if totals else _MANY
    if more >= _MANY:
        return f"too close to the line to promise {_aim(goal)}"
    return f"too few to promise {_aim(goal)}: about {max(10, more)} more labelled rows may do it"


def _none_stands(cuts: Sequence[CurvePoint], rows: int, goal: Goal) -> str:
    bar = bar_of(goal)
    if bar >= 1.0:
        return "A person costs nothing here, so every row goes to a person."
    least = least_rows(bar)
    if rows < least:
        had = f"{rows} labelled rows are" if rows > 1 else "One labelled row is"
        had = had if rows else "No row is labelled yet, which is"
        return (
            f"{had} too few to promise {_aim(goal)}: it takes at least {least}, and until then "
            "every row goes to a person."
        )
    best = max(cuts, key=_bound)
    return (
        f"Of the surest {best.n} of your {rows} labelled rows only {_right(best)} were right, too "
        f"rarely to promise {_aim(goal)}: every row goes to a person, and clearer labels or better "
        "examples will help more than more rows."
    )
