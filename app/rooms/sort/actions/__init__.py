"""Sorting: a table in, its rows read and decided one by one, lessons learned, everything kept.

One sort is in hand at a time. Rows that were read are on the shelf block by block, so a lost
engine, a lost mind or a closed tab costs a few rows at most. Knows nothing of screens.
"""

import asyncio
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Final

from app.context import Context
from app.events import AsideFound, Failed
from app.rooms.sort import effects
from app.rooms.sort.actions.jobs import job_of, table_of
from app.rooms.sort.actions.meaning.considering import Considering
from app.rooms.sort.actions.reading import RowReader
from app.rooms.sort.events import (
    EvidenceFound,
    JobGone,
    JobOpened,
    JobsListed,
    Redecided,
    SheetWritten,
    SortBegan,
    SortEnded,
    SortMoved,
    TableRead,
)
from app.rooms.sort.outcome import sheet_of
from app.rooms.sort.pile import WINDOW
from app.rooms.sort.setup import settings_of
from app.rooms.sort.state import Pace, SortState
from app.shell.actions.ports import NEW_ENGINE, shown_error
from hearthside.classify.report import Judged
from hearthside.errors import HearthsideError, InvalidInput, WorkerLost
from hearthside.sort import Line, Plan, Settings, Sorting, begun_rows, weigh
from hearthside.sort.kept import JOBS, Job, JobShelf, RowKeeper
from hearthside.wire import Code

# A person who clicks on quickly is waited for before the evidence is counted again.
_CALM_S: Final = 0.4
# The longer the counting takes, the longer it waits for a moment in which nobody is held up.
_CALM_SHARE: Final = 2.0
_CONSIDERED: Final = (
    effects.Compare,
    effects.FindAlike,
    effects.ProposeLabels,
    effects.StopConsidering,
)


class SortActions:
    """Holds the sorting in hand and the work under way."""

    def __init__(self, context: Context) -> None:
        self._sources = context.sources
        self._jobs = JobShelf(context.shelf)
        self._dispatch = context.dispatch
        self._clock = context.clock
        self._considering = Considering(context.sources, context.dispatch)
        self._source = effects.ReadTable("")
        self._sorting: Sorting | None = None
        self._getting_ready = asyncio.Lock()
        self._work: asyncio.Task[None] | None = None
        self._lesson: asyncio.Task[None] | None = None
        self._judged: tuple[Judged, ...] = ()
        self._drawn = False
        self._look_s = 0.0
        self._line = Line()

    async def do(self, effect: effects.SortEffect) -> None:
        """Do it to its end. What goes wrong is told in the room."""
        try:
            if isinstance(effect, _CONSIDERED):
                await self._considering.do(effect, self._sorting)
            else:
                await self._do(effect)
        except asyncio.CancelledError:
            return  # the work was ended, or another lesson came first
        except HearthsideError as error:
            self._dispatch(Failed(shown_error(error, "sort")))

    async def _do(self, effect: effects.SortEffect) -> None:
        match effect:
            case effects.ReadTable() | effects.ReadAgain():
                await self._table(effect)
            case effects.StartSort():
                await self._start(effect)
            case effects.ReadRows():
                await self._only_one(effect)
            case effects.PauseSort():
                self._end_work()
            case effects.Teach():
                await self._teach(effect.sort)
            case effects.Weigh():
                await self._draw(effect.sort)
            case effects.WriteSheet():
                self._dispatch(SheetWritten(*sheet_of(effect.sort, effect.form)))
            case _:
                await self._shelf_work(effect)

    async def forget(self, collection: str, key: str) -> None:
        """Delete all that is kept of a sort, readable or not: all of it goes by the same key."""
        if self._sorting is not None and self._sorting.key == key:
            self._end_work()
            await self._clear()
        await self._jobs.delete(key)

    async def _shelf_work(self, effect: effects.SortEffect) -> None:
        """What has to do with the shelf alone; it is read anew afterwards."""
        if isinstance(effect, effects.OpenJob):
            await self._open(effect)
        elif isinstance(effect, effects.DeleteJob):
            await self.forget(JOBS, effect.key)
            self._dispatch(JobGone(effect.key))
        tags, aside = await self._jobs.tags()
        self._dispatch(JobsListed(tuple(tags)))
        self._dispatch(AsideFound(JOBS, (*aside, *await self._jobs.tables_aside(tags))))

    # --- the table and the question ------------------------------------------------------------

    async def _table(self, wanted: effects.ReadTable | effects.ReadAgain) -> None:
        if isinstance(wanted, effects.ReadAgain):
            wanted = replace(self._source, header=wanted.header, sheet=wanted.sheet)
        table = table_of(wanted)
        self._source = wanted
        key = self._jobs.new_key()
        self._dispatch(TableRead(table, key))
        await self._jobs.put_table(key, table)
        await self._jobs.put(key, Job(table.name, len(table.rows)))

    async def _start(self, effect: effects.StartSort) -> None:
        """Take up the question. What a person said of rows stays, where it still fits."""
        sort, table = effect.sort, effect.sort.table
        if table is None:
            raise InvalidInput(Code.CALL_INVALID, "There is no table yet.")
        settings = settings_of(effect.fields, sort.column, sort.given)
        rows = begun_rows(table, settings, sort.rows)
        self._end_work()
        self._judged = ()
        self._dispatch(SortBegan(settings, rows))
        await self._jobs.forget_verdicts(sort.key, len(rows))
        await self._keep(replace(sort, settings=settings, rows=rows))

    async def _open(self, effect: effects.OpenJob) -> None:
        try:
            job, table = await self._jobs.job(effect.key)
        except InvalidInput as error:
            self._dispatch(JobGone(effect.key))
            self._dispatch(Failed(shown_error(error, "sort")))
            return
        opened = (table, job.settings, await self._jobs.rows(effect.key, job), job.line, job.model)
        self._judged, self._line = (), job.line
        self._dispatch(JobOpened(effect.key, *opened, resume=effect.resume))

    # --- reading -------------------------------------------------------------------------------

    async def _only_one(self, effect: effects.ReadRows) -> None:
        self._end_work()
        work = self._work = asyncio.ensure_future(self._read(effect))
        await asyncio.wait({work})
        if not work.cancelled():
            work.result()

    def _end_work(self) -> None:
        self._considering.stop()
        for task in (self._work, self._lesson):
            if task is not None and not task.done():
                task.cancel()

    async def _read(self, effect: effects.ReadRows) -> None:
        """Read the rows to the end, or until something ends it; then all is on the shelf."""
        sorting = None
        try:
            sorting = await self._ready_sorting(effect.sort, anew=effect.anew)
            if sorting is None:
                return
            keeper = RowKeeper(sorting, self._jobs, partial(self._keep_job, effect.sort, sorting))
            await RowReader(sorting, keeper, self._dispatch, self._clock).read()
            self._dispatch(SortEnded(sorting.key, complete=True))
            await self._look(sorting)
        except asyncio.CancelledError:
            self._dispatch(SortEnded(effect.sort.key))
            raise
        except HearthsideError as error:
            lost = isinstance(error, WorkerLost) or error.code in NEW_ENGINE
            self._dispatch(SortEnded(effect.sort.key, lost=lost))
            if not lost:
                self._dispatch(Failed(shown_error(error, "sort")))
        finally:
            if sorting is not None and sorting is self._sorting:
                await self._keep_job(effect.sort, sorting)
                await self._jobs.put_verdicts(sorting.key, sorting.rows())

    async def _keep_job(self, sort: SortState, sorting: Sorting) -> None:
        """The job as it stands now."""
        now = replace(sort, rows=sorting.answers, line=self._line, model=sorting.model_id)
        await self._keep(now, len(sorting.readings))

    async def _keep(self, sort: SortState, read: int | None = None) -> None:
        """Put the sort in hand on the shelf as it stands, if it has a table."""
        if sort.table is not None:
            await self._jobs.put(sort.key, job_of(sort, sort.table, read))

    async def _ready_sorting(self, sort: SortState, *, anew: bool) -> Sorting | None:
        """All that is kept of it, in the hands of its model; None where that cannot be had. Who
        asks while it is being made gets that very one."""
        async with self._getting_ready:
            return await self._made_ready(sort, anew=anew)

    async def _made_ready(self, sort: SortState, *, anew: bool) -> Sorting | None:
        source = self._sources.of(sort.settings.by) if sort.settings else None
        if source is None or sort.table is None or sort.settings is None:
            self._dispatch(SortEnded(sort.key, lost=True))
            return None
        plan = Plan.of(sort.table, sort.settings, source.model, sort.rows, sort.key)
        old = self._sorting
        if old is not None and (old.key, old.mark) == (sort.key, plan.mark):
            return old
        if anew:
            await self._jobs.forget_verdicts(sort.key, len(sort.rows))
        kept = await self._jobs.readings(sort.key, len(sort.rows), plan.mark)
        if not kept and sort.counts.read and sort.model != source.id and not anew:
            self._dispatch(SortEnded(sort.key, other_model=source.id))
            return None
        await self._clear()

        def prepared(done: int, of: int) -> None:
            self._dispatch(SortMoved(sort.key, {}, Pace(done, of), "prepare"))

        prepared(0, 0)
        self._sorting = await Sorting.of(plan, kept, prepared)
        return self._sorting

    async def _clear(self) -> None:
        """Its cache goes back to the engine, if that engine is still there."""
        old, self._sorting = self._sorting, None
        if old is not None:
            with suppress(HearthsideError):
                await old.close()

    # --- learning ------------------------------------------------------------------------------

    async def _teach(self, sort: SortState) -> None:
        """One lesson at a time: a new one ends the one before, for it holds all of that too."""
        self._line = sort.line
        if self._lesson is not None:
            self._lesson.cancel()
        lesson = self._lesson = asyncio.ensure_future(self._learn(sort))
        await asyncio.wait({lesson})
        if not lesson.cancelled():
            lesson.result()

    async def _learn(self, sort: SortState) -> None:
        if self._sorting is not None and self._sorting.key == sort.key:
            self._sorting.answers = sort.rows  # what is kept from now on, whoever keeps it
        await self._keep(sort)
        if sort.settings is None or not self._sources.of(sort.settings.by):
            return  # it is learned when the model is ready
        before = self._sorting
        sorting = await self._ready_sorting(sort, anew=False)
        if sorting is None:
            return
        if sorting is not before and (self._work is None or self._work.done()):
            self._dispatch(SortEnded(sort.key))
        await sorting.learn(sort.rows)
        in_sight = sort.order[sort.sight.first :][:WINDOW]
        self._dispatch(Redecided(sort.key, await sorting.decide_all(in_sight)))
        await asyncio.sleep(max(_CALM_S, self._look_s * _CALM_SHARE))
        await self._look(sorting)
        await self._jobs.put_verdicts(sorting.key, sorting.rows())

    async def _draw(self, sort: SortState) -> None:
        self._line = sort.line
        if sort.settings is not None:
            self._weigh(sort.key, sort.settings)
        await self._keep(sort)

    async def _look(self, sorting: Sorting) -> None:
        """What the labelled rows show of a classifier that has not seen them."""
        began_s = self._clock()
        self._judged, self._drawn = await sorting.judged()
        self._look_s = self._clock() - began_s
        self._weigh(sorting.key, sorting.settings)

    def _weigh(self, key: str, settings: Settings) -> None:
        """Told even without a row: what the line means is said all the same."""
        evidence = weigh(self._judged, self._line, settings.names, drawn=self._drawn)
        self._dispatch(EvidenceFound(key, evidence))
