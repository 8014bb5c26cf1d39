"""A table being sorted: its rows read, decided, put right by a person, and decided anew.

    async with await Sorting.begin(texts, ["praise", "complaint"], model=model) as sorting:
        async for progress in sorting.read():                  # costs model time; stop it any time
            print(f"{progress.done} of {progress.of}")
        for at in sorting.review():                            # the most doubtful first
            print(sorting.text_of(at), sorting.rows()[at].labels)
        await sorting.correct(3, "complaint")                  # all rows are decided anew
        print((await sorting.evidence()).threshold.words)      # how far to trust the rest

A reading is kept as long as the sorting is, since it is what costs time. Knows nothing of shelves
(kept/) and screens.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Self

from hearthside.classify import (
    Classifier,
    Embeddings,
    Features,
    Form,
    Label,
    Labelled,
    Line,
    checked_labels,
    crossfit,
    is_out_of_distribution,
)
from hearthside.classify.report import Judged
from hearthside.documents.tables import Table, likely_text_column
from hearthside.errors import InvalidInput
from hearthside.sort.evidence import Evidence, weigh
from hearthside.sort.given import begun_rows
from hearthside.sort.learning import Thrifty, known, learned_from, pairs_of, thinned, to_judge
from hearthside.sort.plan import Decider, Plan, identity_of
from hearthside.sort.progress import Progress, progress_of
from hearthside.sort.rows import Row, Verdict, by_doubt, doubtful_rows
from hearthside.sort.settings import Settings
from hearthside.wire import Code

# Fewer rows tell nothing of how common the labels are.
_EVEN_FROM: Final = 32
# Vectors of several rows come quicker together; who stops waits for them.
_AT_ONCE: Final = 16
# How long all rows may be decided on without letting anybody else in.
_SLICE_S: Final = 0.03
_LINE: Final = Line()


class Sorting:
    """One table in the hands of one model. Close it, or use it in `async with`.

    `readings` are by row; `answers` are the rows as a person last left them; `root` is the
    classifier before any row was learned. Rows are named by their index, from 0.
    """

    def __init__(self, plan: Plan, classifier: Classifier) -> None:
        self.table: Final = plan.table
        self.settings: Final = plan.settings
        self.model: Final = plan.model
        self.key: Final = plan.key
        self.mark: Final = plan.mark
        self.root: Final = classifier
        self.answers = plan.rows
        self.readings: Final[dict[int, Features]] = {}
        self._in_prompt: Final = plan.in_prompt
        self._now = classifier
        self._of_text: dict[str, Features] = {}
        self._verdicts: dict[int, Verdict] = {}

    @staticmethod
    async def begin(
        table: Table | Sequence[str],
        labels: Sequence[Label | str],
        *,
        model: Decider,
        column: int | None = None,
        given: int | None = None,
        examples: Sequence[Labelled] = (),
        task: str = "",
        form: Form = "one",
        even: bool = False,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> "Sorting":
        """A sorting of a table, or of texts, with nothing read yet.

        `model` is a language model or `Embeddings`. `column` holds the texts (None: the one that
        most likely does), `given` labels known before; see `Settings`, and `Classifier.fit` for
        the rest. Raises InvalidInput (labels.invalid, call.invalid, context.full) and what the
        engine raises.
        """
        if not isinstance(table, Table):
            table = Table("", ("text",), tuple([(text,) for text in table]))
        settings = Settings(
            column=likely_text_column(table) if column is None else column,
            labels=checked_labels(labels),
            task=task,
            form=form,
            given=given,
            examples=tuple(examples),
            even=even,
            by="embedding" if isinstance(model, Embeddings) else "likelihood",
        )
        if not settings.fits(table):
            raise InvalidInput(Code.CALL_INVALID, "The table does not have that column.")
        plan = Plan.of(table, settings, model, begun_rows(table, settings))
        return await Sorting.of(plan, on_progress=on_progress)

    @staticmethod
    async def of(
        plan: Plan,
        readings: Mapping[int, Features] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> "Sorting":
        """What was planned, with the `readings` kept of it, and what a person said learned.

        `on_progress` hears how many texts of how many are read before the first row can be. Raises
        as `begin` does.
        """
        sorting = Sorting(plan, await plan.classifier(on_progress))
        for at, reading in (readings or {}).items():
            sorting._take(at, reading)
        await sorting.learn(plan.rows)
        return sorting

    @property
    def model_id(self) -> str:
        """The id of the model that decides."""
        return identity_of(self.model)[0]

    @property
    def by_vectors(self) -> bool:
        """Whether the embedding model decides."""
        return self.settings.by == "embedding"

    def text_of(self, at: int) -> str:
        """The text of a row that is decided on."""
        return self.table.rows[at][self.settings.column]

    # --- reading and deciding ------------------------------------------------------------------

    async def read(
        self, clock: Callable[[], float] = time.monotonic
    ) -> AsyncGenerator[Progress, None]:
        """Read the rows that are left, in their order, and tell after every few of them.

        Leave the loop or cancel it to stop: what was read stays, and another `read` goes on. Told
        first is what is decided already. Raises what the engine raises.
        """
        yield self._progress((), await self.decide_all(), (0, 0.0))
        left = [at for at in range(len(self.table.rows)) if at not in self.readings]
        size, began_s = _AT_ONCE if self.by_vectors else 1, clock()
        for first in range(0, len(left), size):
            some, before = left[first : first + size], len(self.readings)
            await self._read_rows(some)
            pace = (first + len(some), clock() - began_s)
            yield self._progress(some, {at: self.decide(at) for at in some}, pace)
            count = len(self.readings)
            doubled = count >= _EVEN_FROM and count.bit_length() > before.bit_length()
            if self.settings.even and (doubled or first + size >= len(left)):
                # How common the labels are is known better now.
                await self.learn(self.answers)
                yield self._progress((), await self.decide_all(), pace)

    async def _read_rows(self, some: Sequence[int]) -> None:
        """Rows of one and the same text are read once."""
        new = {self.text_of(at): at for at in some if self.text_of(at) not in self._of_text}
        for text, reading in zip(new, await self.root.read_many(list(new)), strict=True):
            self._of_text[text] = reading
        for at in some:
            self._take(at, self._of_text[self.text_of(at)])

    def _take(self, at: int, reading: Features) -> None:
        self.readings[at] = reading
        self._of_text.setdefault(self.text_of(at), reading)

    def _progress(
        self, rows: Sequence[int], verdicts: Mapping[int, Verdict], pace: tuple[int, float]
    ) -> Progress:
        return progress_of(len(self.readings), len(self.table.rows), rows, verdicts, pace)

    def decide(self, at: int) -> Verdict:
        """What is decided of a row that was read."""
        if at not in self._verdicts:
            decision = self._now.decide(self.readings[at])
            # A language model finds far too much strange:
            # tests/quality/embedding/test_route_by_vectors.py.
            strange = self.by_vectors and is_out_of_distribution(decision)
            self._verdicts[at] = Verdict.of(decision, strange=strange)
        return self._verdicts[at]

    async def decide_all(self, first: Sequence[int] = ()) -> dict[int, Verdict]:
        """Every row that was read, in slices so that nobody has to wait; the `first` ones first."""
        verdicts: dict[int, Verdict] = {}
        began_s = time.monotonic()
        for at in dict.fromkeys((*first, *sorted(self.readings))):
            verdicts[at] = self.decide(at)
            if time.monotonic() - began_s > _SLICE_S:
                await asyncio.sleep(0)
                began_s = time.monotonic()
        return verdicts

    # --- the rows, and what a person says of them ----------------------------------------------

    def rows(self) -> tuple[Row, ...]:
        """The rows with what is decided of them now."""
        return tuple(
            [
                replace(row, verdict=self.decide(at)) if at in self.readings else row
                for at, row in enumerate(self.answers)
            ]
        )

    def review(self, at_least: float = _LINE.at) -> list[int]:
        """The rows that wait for a person, less probable than `at_least`: most doubtful first."""
        rows = self.rows()
        return by_doubt(rows, doubtful_rows(rows, at_least))

    async def correct(self, at: int, *labels: str, drawn: bool = False) -> tuple[int, ...]:
        """A person says that row `at` belongs under `labels`, or under none of them.

        Learned thoroughly, and all rows are decided anew; the other rows that changed their labels
        come back. `drawn`: the row came up by chance, so that it is evidence for all. Raises
        InvalidInput (call.invalid) for a row that is not read, (labels.invalid) for labels that the
        sorting does not have, and what the engine raises.
        """
        if at not in self.readings:
            raise InvalidInput(Code.CALL_INVALID, f"Row {at} is not read.")
        strange = [label for label in labels if label not in self.settings.names]
        if strange or (len(labels) > 1 and self.settings.form != "many"):
            words = f"{', '.join(labels)} cannot be the answer: {', '.join(self.settings.names)}."
            raise InvalidInput(Code.LABELS_INVALID, words)
        before = self.rows()
        said = before[at].reviewed(labels, drawn=drawn)
        await self.learn((*before[:at], said, *before[at + 1 :]))
        await self.decide_all()
        after = enumerate(zip(before, self.rows(), strict=True))
        return tuple([n for n, (old, new) in after if n != at and old.labels != new.labels])

    async def learn(self, rows: tuple[Row, ...]) -> None:
        """Learn what a person said of the rows, thoroughly; what was learned before is forgotten.

        Raises what the engine raises.
        """
        self.answers = rows
        chosen = learned_from(self._known(), rows, by_vectors=self.by_vectors)
        many = self.settings.form == "many"
        pairs = [pair for pair in pairs_of(self.readings, rows, chosen) if pair[1] or many]
        base = self.base()
        self._now = base.partial_fit(pairs) if pairs else base
        self._verdicts = {}
        self._now = await self._now.refit()
        self._verdicts = {}

    async def evidence(self, line: Line = _LINE) -> Evidence:
        """What the labelled rows show of a classifier that had not learned from them.

        Raises InvalidInput (call.invalid) on a goal nothing can meet; what the engine raises.
        """
        judged, drawn = await self.judged()
        return weigh(judged, line, self.settings.names, drawn=drawn)

    async def judged(self) -> tuple[tuple[Judged, ...], bool]:
        """The labelled rows, each decided by a classifier that had not learned from it; and
        whether they are only those that came up by chance."""
        chosen, drawn = to_judge(self._known(), self.answers)
        pairs = pairs_of(self.readings, self.answers, chosen)
        if not pairs:
            return (), drawn
        learner = self.base() if self.by_vectors else Thrifty(self.base())
        return await crossfit(learner, pairs), drawn

    def base(self) -> Classifier:
        """The classifier before any row was learned; balanced where the labels are even."""
        if not self.settings.even or len(self.readings) < _EVEN_FROM:
            return self.root
        return self.root.balanced(list(self.readings.values()))

    def labelled(self, most: int) -> list[int]:
        """At most so many rows that can teach."""
        return thinned(self._known(), most)

    def _known(self) -> list[int]:
        return known(self.readings, self.answers, self._in_prompt)

    async def close(self) -> None:
        """Give the engine's caches back. Rows can still be decided, not read."""
        await self.root.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
