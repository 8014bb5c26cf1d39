"""Telling stories: one piece of work at a time, from the ask to the last word.

Turns the library's events into the app's. Every finished scene goes to the shelf at once. Knows
nothing of screens.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from app.effects import FillSurprise, GoOn, Rewrite, Suggest, TellForm, TellRecipe
from app.events import (
    Failed,
    PaceSet,
    Planned,
    SceneAgain,
    SceneBegan,
    SceneKept,
    Surprised,
    TurnsFound,
    WordsTold,
    WorkBegan,
    WorkEnded,
)
from app.rooms.shelf.actions import ShelfDeeds
from app.shell.actions.context import Tell, trouble_of
from app.shell.actions.model import ModelDeeds
from app.state import Pace, Trouble
from hearthside import story as tales
from hearthside.errors import InvalidInput, Stopped
from hearthside.generation.model import Model
from hearthside.generation.sampling import MAX_SEED, SamplingOptions
from hearthside.story import Plan, Story, StoryForm, Storyteller, Telling
from hearthside.story.form import language_advice, spelling_advice
from hearthside.wire import Code

Job: TypeAlias = TellForm | TellRecipe | GoOn | Rewrite | Suggest

# Seeds that people can read out to each other.
_SEEDS = 1_000_000
_WHOLE = {"top_k"}
_SURPRISES = ("hero", "place", "wish")
_SAMPLING_FIELDS = ("temperature", "top_p", "top_k")


class StoryDeeds:
    """Holds the storyteller and the work under way."""

    def __init__(
        self,
        models: ModelDeeds,
        shelves: ShelfDeeds,
        tell: Tell,
        new_seed: Callable[[], int] = lambda: secrets.randbelow(_SEEDS),
    ) -> None:
        self._models = models
        self._shelves = shelves
        self._tell = tell
        self._new_seed = new_seed
        self._teller: Storyteller | None = None
        self._work: asyncio.Task[None] | None = None
        self._key = ""

    async def do(self, job: Job) -> None:
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
        stopped, trouble = False, None
        try:
            if isinstance(job, Suggest):
                await self._suggest(job, model)
            else:
                telling = self._begin(job, model)
                async with telling:
                    await self._follow(telling, model)
        except (asyncio.CancelledError, Stopped):
            stopped = True
        except Exception as error:
            trouble = trouble_of(error)
            if trouble.code == Code.FORM_INVALID and telling is None:
                self._tell(Failed(replace(trouble, place="form")))
                return
        story = telling.story if telling is not None else None
        if isinstance(job, GoOn) and story is not None and _not_begun(story, job):
            self._tell(WorkEnded(job.story, stopped, trouble, job.key))
            return
        await self._end(story, stopped, trouble)

    async def _end(self, story: Story | None, stopped: bool, trouble: Trouble | None) -> None:
        """However it ended, what was told goes to the shelf first."""
        if story is not None and story.scenes:
            await self._shelves.ended(await self._shelves.keep(story, self._key))
        self._tell(WorkEnded(story, stopped, trouble))

    def _begin(self, job: TellForm | TellRecipe | GoOn | Rewrite, model: Model) -> Telling:
        """The telling of `job`, told of as begun. Raises InvalidInput on what cannot be told."""
        seed = self._new_seed()
        self._key = _key_of(job)
        match job:
            case TellForm():
                seed = seed_of(job.fields, seed)
                form = StoryForm.from_fields(
                    {name: job.fields.get(name, "") for name in tales.FIELDS}, seed
                )
                telling = self._teller_of(model, sampling_of(job.fields)).tell(form, seed)
                self._tell(WorkBegan("tell"))
            case TellRecipe():
                recipe = job.recipe
                telling = self._teller_of(model, recipe.sampling).tell(recipe.form, recipe.seed)
                self._tell(WorkBegan("tell", recipe))
            case GoOn():
                teller = self._teller_of(model, job.story.recipe.sampling)
                telling = (
                    teller.take_turn(job.story, job.turn, seed)
                    if job.turn
                    else teller.continue_story(job.story, seed)
                )
                self._tell(WorkBegan("continue", scene=len(job.story.scenes), key=self._key))
            case Rewrite():
                teller = self._teller_of(model, job.story.recipe.sampling)
                telling = teller.rewrite_scene(job.story, job.scene, "", seed)
                self._tell(WorkBegan("rewrite", scene=job.scene, key=self._key))
        return telling

    async def _follow(self, telling: Telling, model: Model) -> None:
        async for event in telling:
            match event:
                case tales.Words(text):
                    self._tell(WordsTold(text))
                case tales.Progress(tokens, tokens_per_second, seconds_left):
                    self._tell(PaceSet(Pace(tokens, tokens_per_second, seconds_left)))
                case tales.SceneRetried(_, reason, kept):
                    self._tell(SceneAgain(reason, kept))
                case tales.SceneStarted(index, of, title):
                    self._tell(SceneBegan(index, of, title, telling.story))
                case tales.SceneDone():
                    await self._scene_done(telling)
                case tales.Planned(plan, notes):
                    self._tell(await self._planned(plan, notes, telling, model))

    async def _planned(
        self, plan: Plan, notes: tuple[str, ...], telling: Telling, model: Model
    ) -> Planned:
        """What was chosen for the person, apart from what they should know of form and model."""
        assert telling.story is not None
        recipe = telling.story.recipe
        form, info = recipe.form, model.info
        chosen = form.notes()
        advice = tuple(note for note in notes if note not in chosen)
        typed = await model.encode(f"{form.hero}. {form.place}. {form.wish}.", bos=False)
        outside = language_advice(form, info) or spelling_advice(await model.pieces(typed), info)
        slice_ = info.vocabulary == "slice"
        return Planned(
            plan.title, len(plan.beats), recipe, chosen, advice, bool(outside) and slice_
        )

    async def _scene_done(self, telling: Telling) -> None:
        if telling.story is not None:
            self._tell(SceneKept(telling.story))
            self._key = await self._shelves.keep(telling.story, self._key)
            await self._shelves.began(self._key)

    async def _suggest(self, job: Suggest, model: Model) -> None:
        self._tell(WorkBegan("suggest"))
        teller = self._teller_of(model, job.story.recipe.sampling)
        turns = await teller.suggest_turns(job.story, self._new_seed())
        self._tell(TurnsFound(tuple(turns)))

    def _teller_of(self, model: Model, sampling: SamplingOptions) -> Storyteller:
        """One storyteller is kept, so that what all stories begin with is read once."""
        sampling = replace(sampling, seed=0)
        teller = self._teller
        if teller is None or teller.model is not model or teller.sampling != sampling:
            teller = self._teller = Storyteller(model, sampling)
        return teller

    async def surprise(self, effect: FillSurprise) -> None:
        """Ideas for the form, in its language."""
        language = effect.fields.get("language", "")
        ideas = StoryForm.from_fields({"language": language}, secrets.randbelow(MAX_SEED))
        chosen = {name: idea for name, idea in ideas.to_fields().items() if name in _SURPRISES}
        self._tell(Surprised(chosen, effect.fields))


def _not_begun(story: Story, job: GoOn) -> bool:
    """Whether a branch has nothing yet that the story before does not have."""
    return bool(job.turn) and story.scenes == job.story.scenes[: len(story.scenes)]


def _key_of(job: Job) -> str:
    """Where the story stands on the shelf. A turn begins a branch, which gets a place of its own:
    the story that it turns off from stays as it is."""
    if isinstance(job, GoOn):
        return "" if job.turn else job.key
    return job.key if isinstance(job, Rewrite) else ""


def seed_of(fields: Mapping[str, str], otherwise: int) -> int:
    """The seed as typed. Raises InvalidInput (form.invalid, detail "seed")."""
    typed = fields.get("seed", "").strip()
    if not typed:
        return otherwise
    if typed.isascii() and typed.isdecimal() and len(typed) < 17 and int(typed) <= MAX_SEED:
        return int(typed)
    raise InvalidInput(
        Code.FORM_INVALID, f"The seed is a whole number from 0 to {MAX_SEED:,}.", detail="seed"
    )


def _changed(name: str, typed: str) -> dict[str, Any]:
    return {name: int(typed) if name in _WHOLE else float(typed)}


def sampling_of(fields: Mapping[str, str]) -> SamplingOptions:
    """How to draw, as typed. Raises InvalidInput (form.invalid) with the field in `detail`."""
    sampling = tales.STORY_SAMPLING
    for name in _SAMPLING_FIELDS:
        typed = fields.get(name, "").strip().replace(",", ".")
        if not typed:
            continue
        try:
            sampling = replace(sampling, **_changed(name, typed))
        except InvalidInput as error:
            raise InvalidInput(Code.FORM_INVALID, error.message, detail=name) from error
        except ValueError as error:
            message = f"{name.capitalize()} has to be a number."
            raise InvalidInput(Code.FORM_INVALID, message, detail=name) from error
    return sampling
