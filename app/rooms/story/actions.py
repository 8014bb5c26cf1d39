"""Telling stories: one piece of work at a time, from the ask to the last word.

What the library tells of goes to the handlers as it is. Every finished scene goes to the shelf at
once. Knows nothing of screens.
"""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final, TypeAlias

from app.context import Context
from app.events import Failed, ShelfKept, StoryOpened
from app.rooms.story.drawing import sampling_of, seed_of
from app.rooms.story.effects import (
    FillSurprise,
    FindUnfinished,
    GoOn,
    Keep,
    Leave,
    Prepare,
    Rename,
    Resume,
    Rewrite,
    SeePicture,
    StopSeeing,
    StopWork,
    StoryEffect,
    Suggest,
    TellForm,
    TellRecipe,
)
from app.rooms.story.events import (
    PlanMade,
    SceneKept,
    Surprised,
    TurnsFound,
    UnfinishedFound,
    WorkBegan,
    WorkEnded,
)
from app.rooms.story.seeing import Seeing
from app.rooms.story.state import Unfinished
from app.rooms.story.tellers import Tellers
from app.shell.actions.ports import shown_error
from app.state import ShownError
from hearthside import story as tales
from hearthside.errors import HearthsideError, Stopped
from hearthside.generation.model import Model
from hearthside.generation.sampling import MAX_SEED
from hearthside.story import Story, StoryForm, StoryShelf, Telling
from hearthside.story.form import language_advice, spelling_advice
from hearthside.wire import Code

Job: TypeAlias = TellForm | TellRecipe | GoOn | Rewrite | Suggest

# The keys of stories that are being told, in whichever tab.
_TOLD_NOW: Final = "telling"
# Seeds that people can read out to each other.
_SEEDS = 1_000_000
_SURPRISES = ("hero", "place", "wish")


class StoryActions:
    """Holds the storyteller and the work under way."""

    def __init__(
        self, context: Context, new_seed: Callable[[], int] = lambda: secrets.randbelow(_SEEDS)
    ) -> None:
        self._models = context.models
        self._tellers = Tellers(context)
        self._seeing = Seeing(context)
        self._shelf = context.shelf
        self._stories = StoryShelf(context.shelf)
        self._dispatch = context.dispatch
        self._new_seed = new_seed
        self._work: asyncio.Task[None] | None = None
        self._telling: Telling | None = None
        self._key = ""

    async def do(self, effect: StoryEffect) -> None:
        match effect:
            case TellForm() | TellRecipe() | GoOn() | Rewrite() | Suggest():
                await self._begin_work(effect)
            case StopWork():
                self.stop()
            case Rename(key, title) if self._telling is not None and self._key == key:
                self._telling.rename(title)
            case Keep():
                await self._keep_changed(effect)
            case Prepare() if self._models.model is not None:
                await self._tellers.prepare(self._models.model)
            case FillSurprise():
                self._surprise(effect)
            case SeePicture() | StopSeeing():
                await self._seeing.do(effect)
            case _:
                await self._take_up(effect)

    async def _begin_work(self, job: Job) -> None:
        """Do a piece of work to its end. A fault in the form is told before anything begins."""
        model = self._models.model
        if model is None or (self._work is not None and not self._work.done()):
            return
        self._work = asyncio.ensure_future(self._run(job, model))
        await asyncio.wait({self._work})

    def stop(self) -> None:
        """End the work under way; what was told stays."""
        if self._work is not None:
            self._work.cancel()

    async def _run(self, job: Job, model: Model) -> None:
        telling: Telling | None = None
        stopped, shown = False, None
        try:
            if isinstance(job, Suggest):
                await self._suggest(job, model)
            else:
                self._telling = telling = await self._begin(job, model)
                async with telling:
                    await self._follow(telling, model)
        except (asyncio.CancelledError, Stopped):
            stopped = True
        except Exception as error:
            shown = shown_error(error)
            if shown.code == Code.FORM_INVALID and telling is None:
                self._dispatch(Failed(replace(shown, place="form")))
                return
        story = telling.story if telling is not None else None
        if isinstance(job, GoOn) and story is not None and _not_begun(story, job):
            self._dispatch(WorkEnded(job.story, stopped, shown, job.key))
            return
        await self._end(story, stopped, shown)

    async def _end(self, story: Story | None, stopped: bool, shown: ShownError | None) -> None:
        """However it ended, what was told goes to the shelf first."""
        if story is not None and story.scenes:
            await self._keep(story)
            await self._unmark(self._key)
        self._dispatch(WorkEnded(story, stopped, shown))

    async def _begin(self, job: TellForm | TellRecipe | GoOn | Rewrite, model: Model) -> Telling:
        """The telling of `job`, told of as begun. Raises InvalidInput on what cannot be told."""
        seed = self._new_seed()
        self._key = _key_of(job)
        match job:
            case TellForm():
                seed = seed_of(job.fields, seed)
                form = StoryForm.from_fields(
                    {name: job.fields.get(name, "") for name in tales.FIELDS}, seed
                )
                teller = await self._tellers.of(model, sampling_of(job.fields))
                told = await self._outlines_told()
                telling = teller.tell(form, seed, told=told, plan_only=job.plan_only)
                self._dispatch(WorkBegan("plan" if job.plan_only else "tell"))
            case TellRecipe():
                recipe = job.recipe
                teller = await self._tellers.of(model, recipe.sampling)
                telling = teller.tell(recipe.form, recipe.seed, outline=recipe.outline)
                self._dispatch(WorkBegan("tell", recipe))
            case GoOn():
                teller = await self._tellers.of(model, job.story.recipe.sampling)
                telling = (
                    teller.take_turn(job.story, job.turn, seed)
                    if job.turn
                    else teller.continue_story(job.story, seed)
                )
                if job.turn:
                    await self._name(telling)
                scene, story = len(job.story.scenes), telling.story
                self._dispatch(WorkBegan("continue", scene=scene, story=story, key=self._key))
            case Rewrite():
                teller = await self._tellers.of(model, job.story.recipe.sampling)
                telling = teller.rewrite_scene(job.story, job.scene, "", seed)
                self._dispatch(WorkBegan("rewrite", scene=job.scene, key=self._key))
        return telling

    async def _follow(self, telling: Telling, model: Model) -> None:
        async for event in telling:
            match event:
                case tales.Planned(_, notes):
                    self._dispatch(await self._planned(notes, telling, model))
                case tales.SceneDone():
                    await self._scene_done(telling)
                case _:
                    self._dispatch(event)

    async def _planned(self, notes: tuple[str, ...], telling: Telling, model: Model) -> PlanMade:
        """What was chosen for the person, apart from what they should know of form and model."""
        await self._name(telling)
        story = telling.begun
        form, info = story.recipe.form, model.info
        chosen = form.notes()
        advice = tuple(note for note in notes if note not in chosen)
        typed = await model.encode(f"{form.hero}. {form.place}. {form.wish}.", bos=False)
        outside = language_advice(form, info) or spelling_advice(await model.pieces(typed), info)
        outside_slice = bool(outside) and info.vocabulary == "slice"
        return PlanMade(story, chosen, advice, outside_slice, self._tellers.way(story))

    async def _scene_done(self, telling: Telling) -> None:
        self._dispatch(SceneKept(telling.begun))
        await self._keep(telling.begun)
        await self._mark(self._key)

    # --- the shelf -----------------------------------------------------------------------------

    async def _keep(self, story: Story) -> None:
        """Put a story on the shelf, in its place if it has one. A full disk is told of."""
        try:
            self._key = await self._stories.save(story, self._key or None)
        except HearthsideError as error:
            self._dispatch(Failed(shown_error(error)))
        else:
            self._dispatch(ShelfKept(self._key))

    async def _keep_changed(self, effect: Keep) -> None:
        """A story that was changed by hand, while it is told or afterwards."""
        busy = self._work is not None and not self._work.done()
        if busy and self._telling is not None and self._telling.story is not None:
            self._telling.replan(effect.story.plan)
        elif effect.key:
            await self._stories.save(effect.story, effect.key)

    async def _outlines_told(self) -> list[str]:
        """The outlines of the stories on the shelf, the latest first."""
        with suppress(HearthsideError):
            return [tag.outline for tag in await self._stories.list() if tag.outline]
        return []

    async def _name(self, telling: Telling) -> None:
        """No other story on the shelf has the new one's name."""
        with suppress(HearthsideError):  # a shelf that cannot be read is told of when it is kept
            telling.rename(await self._stories.free_title(telling.begun.title))

    async def _mark(self, key: str) -> None:
        """Remember that the story under `key` is being told, should the page be closed."""
        with suppress(HearthsideError):
            await self._shelf.put(_TOLD_NOW, key, "{}")

    async def _unmark(self, key: str) -> None:
        """It is told, or was stopped by hand."""
        with suppress(HearthsideError):
            await self._shelf.delete(_TOLD_NOW, key)

    async def _take_up(self, effect: StoryEffect) -> None:
        """A story whose page was closed: looked for, gone on with, or left."""
        match effect:
            case FindUnfinished():
                await self._find_unfinished()
            case Resume(key):
                self._dispatch(StoryOpened(await self._stories.open(key), key, go_on=True))
            case Leave(key):
                await self._unmark(key)

    async def _find_unfinished(self) -> None:
        marked = {key for key, _ in await self._shelf.list(_TOLD_NOW)}
        if not marked:
            return
        left = [tag for tag in await self._stories.list() if tag.key in marked and not tag.complete]
        for key in marked - {tag.key for tag in left}:
            await self._unmark(key)
        if left:
            self._dispatch(UnfinishedFound(Unfinished(left[0].key, left[0].title)))

    # --- ideas ---------------------------------------------------------------------------------

    async def _suggest(self, job: Suggest, model: Model) -> None:
        self._dispatch(WorkBegan("suggest"))
        teller = await self._tellers.of(model, job.story.recipe.sampling)
        turns = await teller.suggest_turns(job.story, self._new_seed())
        self._dispatch(TurnsFound(tuple(turns)))

    def _surprise(self, effect: FillSurprise) -> None:
        """Ideas for the form, in its language."""
        language = effect.fields.get("language", "")
        ideas = StoryForm.from_fields({"language": language}, secrets.randbelow(MAX_SEED))
        chosen = {name: idea for name, idea in ideas.to_fields().items() if name in _SURPRISES}
        self._dispatch(Surprised(chosen, effect.fields))


def _not_begun(story: Story, job: GoOn) -> bool:
    """Whether a branch has nothing yet that the story before does not have."""
    return bool(job.turn) and story.scenes == job.story.scenes[: len(story.scenes)]


def _key_of(job: Job) -> str:
    """Where the story stands on the shelf. A turn begins a branch, which gets a place of its own:
    the story that it turns off from stays as it is."""
    if isinstance(job, GoOn):
        return "" if job.turn else job.key
    return job.key if isinstance(job, Rewrite) else ""
