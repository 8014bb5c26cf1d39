"""Where rows are decided: what was read of them, and a classifier that learns from the person.

Holds the readings, which are large, outside the state. Knows nothing of the shelf, of the page, or
of when anything is read.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from app.rooms.sort.setup import prompt_examples, truths
from app.rooms.sort.state import Row, Settings, SortState, Verdict
from app.shell.actions.source import Source
from hearthside.classify import (
    PROMPT_EDITION,
    Classifier,
    Decision,
    Features,
    Labelled,
    crossfit,
    is_out_of_distribution,
)
from hearthside.classify.report import Judged
from hearthside.documents.tables import Table

# So many scores of a row are shown and kept; there may be two hundred labels.
_SCORES_SHOWN: Final = 9
# Learning takes time that grows faster than what is learned from: with these it is felt as at once.
MOST_LESSONS: Final = 100
# By vectors learning is arithmetic that the engine does, and many labels need many lessons.
MOST_VECTOR_LESSONS: Final = 1000
# More than a promise of 95 % needs, and still judged in a few seconds.
MOST_JUDGED: Final = 400
# Fewer rows tell nothing of how common the labels are.
_EVEN_FROM: Final = 32
# From so many rows that came up by chance on, they alone are the evidence.
_CHANCE_FROM: Final = 10
# How long all rows may be decided on without letting anybody else in.
_SLICE_S: Final = 0.03

Pair = tuple[Features, str]


@dataclass(slots=True)
class Bench:
    """One sort in the hands of one model. `mark` says which readings belong here; `rows` are as a
    person last left them."""

    key: str
    table: Table
    settings: Settings
    mark: str
    root: Classifier
    now: Classifier
    model: str = ""
    rows: tuple[Row, ...] = ()
    in_prompt: frozenset[int] = frozenset()
    readings: dict[int, Features] = field(default_factory=dict)
    _of_text: dict[str, Features] = field(default_factory=dict)

    def take(self, at: int, reading: Features) -> None:
        """Row `at` was read."""
        self.readings[at] = reading
        self._of_text.setdefault(self.text_of(at), reading)

    def take_all(self, readings: Mapping[int, Features]) -> None:
        for at, reading in readings.items():
            self.take(at, reading)

    def known(self, at: int) -> Features | None:
        """The reading of another row with the same text."""
        return self._of_text.get(self.text_of(at))

    def text_of(self, at: int) -> str:
        return self.table.rows[at][self.settings.column]

    def decide(self, at: int) -> Verdict:
        decision = self.now.decide(self.readings[at])
        # A language model finds far too much strange:
        # tests/quality/embedding/test_route_by_vectors.py.
        return verdict_of(decision, strange=self.by_vectors and is_out_of_distribution(decision))

    @property
    def by_vectors(self) -> bool:
        return self.settings.by == "embedding"

    async def learn(self, rows: tuple[Row, ...]) -> None:
        """Learn what a person said of the rows, thoroughly. Raises what the engine raises."""
        self.teach(rows)
        self.now = await self.now.refit()

    def teach(self, rows: tuple[Row, ...]) -> None:
        """Learn what a person said of the rows; what was learned before is forgotten first."""
        self.rows = rows
        most = MOST_VECTOR_LESSONS if self.by_vectors else MOST_LESSONS
        own = [at for at in self._known() if not rows[at].given]
        given = [at for at in self._known() if rows[at].given]
        few = _thinned(own, most)
        pairs = self._lessons(self._pairs([*few, *_thinned(given, most - len(few))]))
        base = self.base()
        self.now = base.partial_fit(pairs) if pairs else base

    async def judged(self) -> tuple[tuple[Judged, ...], bool]:
        """The labelled rows, each decided by a classifier that had not learned from it; and
        whether they are only those that came up by chance."""
        known = self._known()
        chance = [at for at in known if self.rows[at].drawn or self.rows[at].given]
        drawn = len(chance) >= _CHANCE_FROM
        pairs = self._pairs(_thinned(chance if drawn else known, MOST_JUDGED))
        if not pairs:
            return (), drawn
        learner = self.base() if self.by_vectors else _Learner(self.base())
        return await crossfit(learner, pairs), drawn

    def base(self) -> Classifier:
        """The classifier before any lesson."""
        if not self.settings.even or len(self.readings) < _EVEN_FROM:
            return self.root
        return self.root.balanced(list(self.readings.values()))

    def labelled(self, most: int) -> list[int]:
        """At most so many rows that can teach."""
        return _thinned(self._known(), most)

    def _known(self) -> list[int]:
        """Rows that can teach: labelled, read, and not in the prompt."""
        return [
            at
            for at, reading in sorted(self.readings.items())
            if self.rows[at].truth is not None and at not in self.in_prompt and reading.tokens
        ]

    def _pairs(self, lessons: Sequence[int]) -> list[Pair]:
        """A pair for each label that holds, or one with "" where none does. In a form that knows
        no such row there is nothing to learn from it; it counts as a mistake all the same."""
        return [
            (self.readings[at], label) for at in lessons for label in self.rows[at].truth or ("",)
        ]

    def _lessons(self, pairs: Sequence[Pair]) -> list[Pair]:
        return [pair for pair in pairs if pair[1] or self.settings.form == "many"]

    def shown(self) -> tuple[Row, ...]:
        """The rows with what is decided of them now."""
        return tuple(
            [
                replace(row, verdict=self.decide(at)) if at in self.readings else row
                for at, row in enumerate(self.rows)
            ]
        )

    async def decide_all(self, first: Sequence[int] = ()) -> dict[int, Verdict]:
        """Every row that was read, decided anew, in slices so that nobody has to wait."""
        verdicts: dict[int, Verdict] = {}
        began_s = time.monotonic()
        for at in dict.fromkeys((*first, *sorted(self.readings))):
            verdicts[at] = self.decide(at)
            if time.monotonic() - began_s > _SLICE_S:
                await asyncio.sleep(0)
                began_s = time.monotonic()
        return verdicts


@dataclass(frozen=True, slots=True)
class _Learner:
    """A classifier that learns from no more than the one at work does, so that the evidence is
    about that one."""

    classifier: Classifier

    @property
    def form(self) -> str:
        return self.classifier.form

    def decide(self, reading: Features, /) -> Decision:
        return self.classifier.decide(reading)

    def partial_fit(self, pairs: Sequence[Pair], /) -> "_Learner":
        kept = set(_thinned(list(dict.fromkeys(id(reading) for reading, _ in pairs)), MOST_LESSONS))
        some = [pair for pair in pairs if id(pair[0]) in kept]
        return _Learner(self.classifier.partial_fit(some))

    async def refit(self) -> "_Learner":
        return _Learner(await self.classifier.refit())


def _thinned(places: list[int], most: int) -> list[int]:
    """At most so many of them, evenly from the first to the last."""
    if len(places) <= most:
        return places
    return [places[number * len(places) // most] for number in range(most)]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a bench will be, before anything is read. `mark` says which readings belong to it."""

    key: str
    table: Table
    settings: Settings
    rows: tuple[Row, ...]
    examples: tuple[Labelled, ...]
    in_prompt: frozenset[int]
    mark: str

    async def fitted(self, source: Source, tell: Callable[[int, int], None]) -> Bench:
        """The bench, its classifier fitted; `tell(done, of)` hears how that goes."""
        asked = self.settings
        classifier = await Classifier.fit(
            source.model,
            asked.labels,
            self.examples,
            task=asked.task,
            form=asked.form,
            on_progress=tell,
        )
        bench = Bench(self.key, self.table, asked, self.mark, classifier, classifier)
        bench.model, bench.rows, bench.in_prompt = source.id, self.rows, self.in_prompt
        return bench


def bench_for(sort: SortState, source: Source) -> Plan:
    """The plan for a sort whose table and settings are there."""
    table, settings = sort.table, sort.settings
    assert table is not None and settings is not None
    # By vectors all rows labelled before are lessons: none has to stand in a prompt.
    known = truths(table, settings) if settings.by == "likelihood" else {}
    chosen = prompt_examples(table, settings, known)
    shown = [
        Labelled(table.rows[at][settings.column], label)
        for at, labels in chosen.items()
        for label in labels or ("",)
    ]
    examples = (*settings.examples, *shown)
    mark = _mark(source, settings, examples)
    return Plan(sort.key, table, settings, sort.rows, examples, frozenset(chosen), mark)


def _mark(source: Source, settings: Settings, examples: Sequence[Labelled]) -> str:
    """Readings of one mark can be decided together: same model, same prompts, same question."""
    asked = [asdict(label) for label in settings.labels]
    shown = [asdict(example) for example in examples]
    by = [source.hash, PROMPT_EDITION]
    whole = [*by, asked, settings.task, settings.form, settings.column, shown]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()[:16]


def verdict_of(decision: Decision, *, strange: bool) -> Verdict:
    return Verdict(
        label=decision.label,
        probability=decision.probability,
        margin=decision.margin,
        chosen=decision.chosen,
        scores=tuple([(one.label, one.probability) for one in decision.scores[:_SCORES_SHOWN]]),
        value=decision.value,
        notes=decision.notes,
        strange=strange,
    )
