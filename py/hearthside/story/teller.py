"""Telling stories: plan, scenes, and what comes after (go on, tell a scene anew, take a turn).

    async with Storyteller(model) as teller:
        async with teller.tell(form, seed=7) as telling:
            async for event in telling:
                ...
        telling.story        # what stands, also after a stop

With a model that was `taught` to write scenes from lines, an English story is told from an outline
of the bank; one that was taught to answer invents an outline, and tells it; else a story is told
along the plan's own words. Knows nothing of screens, shelves, or where the model runs.
"""

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, Self

from hearthside.embedding.embedder import Embedder
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.generation.model import Context, Model
from hearthside.generation.sampling import SamplingOptions, derive_seed
from hearthside.story.book import Story
from hearthside.story.cast import Chooser
from hearthside.story.form import (
    StoryForm,
    language_advice,
    spelling_advice,
)
from hearthside.story.outlines.planned import chosen_plan, line_beat, next_line
from hearthside.story.plan import (
    Plan,
    as_sentence,
    make_plan,
    suggest,
    titled,
    with_beats,
)
from hearthside.story.prompt import check_context, prefix, story_prompt
from hearthside.story.recipe import Recipe
from hearthside.story.scene import (
    Attempt,
    Finished,
    Meter,
    Planned,
    SceneContext,
    SceneStarted,
    SceneWriter,
    StoryEvent,
    Words,
    sentences_asked,
)
from hearthside.story.taught.work import line_writers
from hearthside.story.taught.writer import Weighing
from hearthside.story.telling import Telling, Writer
from hearthside.wire import Code

MAX_SCENES: Final = 40
TRIES: Final = 4
_TURNS_OFFERED: Final = 2
# Chosen by reading and by tests/quality/test_story.py on the real model.
STORY_SAMPLING: Final = SamplingOptions(
    temperature=0.65,
    top_k=64,
    top_p=0.92,
    min_p=0.1,
    repetition_penalty=1.1,
    repetition_window=200,
)
# For scenes from lines; what comes back in them is refused in another way (see SceneSteering).
LINE_SAMPLING: Final = SamplingOptions(temperature=0.5, top_k=64, top_p=0.92, min_p=0.08)


class Storyteller:
    """Tells stories with one model, keeping what all of them begin with read. Close it after use.

    `sampling.seed` is not used: every telling has a seed of its own. `taught` is the same model
    with the adapter "story"; an `embedder` finds the outline that is nearest to the form.
    """

    def __init__(
        self,
        model: Model,
        sampling: SamplingOptions = STORY_SAMPLING,
        clock: Callable[[], float] = time.perf_counter,
        *,
        taught: Model | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        self.model: Final = model
        self._by_lines: Final = taught or (model if model.info.chat is not None else None)
        self.embedder: Final = embedder
        self.sampling: Final = sampling
        self._clock = clock
        self._prefix: Context | None = None
        # Which words suit a scene from a line was found apart; what a person sets holds for both.
        own = replace(sampling, seed=0) != STORY_SAMPLING
        self._line_sampling = replace(sampling, repetition_penalty=1.0) if own else LINE_SAMPLING

    async def aclose(self) -> None:
        """Give the cache back that is kept between stories."""
        prefix, self._prefix = self._prefix, None
        if prefix is not None:
            await prefix.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def tell(
        self,
        form: StoryForm,
        seed: int,
        *,
        outline: str = "",
        told: Sequence[str] = (),
        plan_only: bool = False,
    ) -> Telling:
        """A new story. While iterated it raises InvalidInput, EngineError, WorkerLost.

        `outline` names the one of the bank that it is told from; else one is chosen that is not
        among those `told` lately (titles, the latest first). With `plan_only` it ends when the plan
        stands: `continue_story` goes on from there.
        """
        telling = Telling()
        planning = partial(self._planned, telling, form, seed, outline, told)
        telling.events = self._told(telling, seed, range(0), planning, plan_only)
        return telling

    def continue_story(self, story: Story, seed: int) -> Telling:
        """One more scene at the end. Raises InvalidInput (call.invalid) past MAX_SCENES."""
        told = len(story.scenes)
        if told < len(story.plan.beats):
            return self._edit(story, story.plan, told, len(story.plan.beats), seed)
        beat = titled(story.plan, ("next", "night"), draw=seed)
        if story.plan.outline:
            beat = line_beat(next_line(story.plan, seed), seed)
        plan = with_beats(story.plan, told, beat)
        return self._edit(story, plan, told, told + 1, seed)

    def rewrite_scene(self, story: Story, index: int, wish: str, seed: int) -> Telling:
        """Scene `index` (from 0) told anew; `wish`, a sentence, comes true in it ("" for none)."""
        if not 0 <= index < len(story.scenes):
            raise InvalidInput(Code.CALL_INVALID, f"This story has no scene {index + 1}.")
        beats = list(story.plan.beats)
        beats[index] = replace(beats[index], turn=as_sentence(wish, "wish"), draw=seed)
        return self._edit(story, replace(story.plan, beats=tuple(beats)), index, index + 1, seed)

    def take_turn(self, story: Story, turn: str, seed: int, after: int | None = None) -> Telling:
        """Something else happens after the first `after` scenes; then the story ends as planned.

        By default that is before the last scene of a finished story, else after what was told. What
        comes of it is another story, called after the turn: a branch of this one. Raises
        InvalidInput (form.invalid, detail "turn") on a turn that is no sentence to go on from.
        """
        turn = as_sentence(turn, "turn", needed=True)
        told = len(story.scenes)
        kept = min(told, len(story.plan.beats) - 1) if after is None else after
        if not 1 <= kept <= told:
            raise InvalidInput(Code.CALL_INVALID, f"A turn comes after scene 1 to {told}.")
        ending = replace(story.plan.beats[-1], draw=seed)
        surprise = titled(story.plan, ("turn",), turn, seed)
        surprise = line_beat(turn, seed) if story.plan.outline else surprise
        plan = with_beats(story.plan, kept, surprise, ending)
        branch = story.branch(turn, kept)
        return self._edit(branch, plan, kept, kept + 2, seed)

    async def suggest_turns(self, story: Story, seed: int) -> tuple[str, ...]:
        """Two turns the story could take next, to choose from (see `take_turn`); fewer where fewer
        pass the checks that its sentences pass."""
        kept = min(len(story.scenes), len(story.plan.beats) - 1)
        told = [scene.text for scene in story.scenes[:kept]]
        async with await self.model.open() as context:
            chooser, checks = Chooser(context, seed), check_context(story.plan, kept)
            return await suggest(chooser, story.plan, told, checks, _TURNS_OFFERED)

    def _edit(self, story: Story, plan: Plan, first: int, end: int, seed: int) -> Telling:
        if end > MAX_SCENES:
            raise InvalidInput(Code.CALL_INVALID, f"A story has at most {MAX_SCENES} scenes.")
        # Until a scene told anew is whole, the story stays as it was.
        telling = Telling(replace(story, plan=plan, edited=True))
        scenes, seed = range(first, end), derive_seed(seed, "edit", first)
        telling.events = self._told(telling, seed, scenes)
        return telling

    async def _planned(
        self, telling: Telling, form: StoryForm, seed: int, outline: str, told: Sequence[str]
    ) -> Planned:
        """The plan of a new story, which then stands without a scene."""
        taught = self._by_lines if form.language == "en" else None
        info = (taught or self.model).info
        plan = (
            await make_plan(self.model, form, seed)
            if taught is None
            else await chosen_plan(self.model, form, seed, outline, told, self.embedder)
        )
        recipe = Recipe.of(form, seed, self.sampling, info, plan.outline)
        telling.begin(Story(plan.title, (), plan, recipe))
        return Planned(plan, await self._notes(form, plan))

    async def _told(
        self,
        telling: Telling,
        seed: int,
        scenes: range,
        planning: Callable[[], Awaitable[Planned]] | None = None,
        plan_only: bool = False,
    ) -> AsyncGenerator[StoryEvent, None]:
        """Every event of a telling: the plan of a new story, and `scenes` of it; later scenes of
        the story stay."""
        try:
            if planning is not None:
                yield await planning()
                scenes = range(0 if plan_only else len(telling.begun.plan.beats))
            async with await self._context(telling.begun.plan) as context:
                for writer in self._writers(telling, context, scenes, seed):
                    yield SceneStarted(writer.index, len(telling.begun.plan.beats), writer.title)
                    for event in writer.script():
                        if isinstance(event, Attempt):
                            async for words in _words(writer, event):
                                yield words
                        elif isinstance(event, Weighing):
                            await writer.weigh(event)
                        else:
                            telling.note(event)
                            yield event
        except HearthsideError:
            await self.aclose()  # a lost worker takes the kept cache with it
            raise
        yield Finished(telling.ended())

    def _writers(
        self, telling: Telling, context: Context, scenes: range, seed: int
    ) -> Iterator[Writer]:
        """A writer for each of `scenes`, made when the one before is done."""
        plan = telling.begun.plan
        if taught := self._taught_for(plan):
            models, sampling = (taught, self.model), replace(self._line_sampling, seed=seed)
            meter = Meter(self._clock, len(scenes))
            yield from line_writers(models, context, telling, scenes, sampling, meter)
            return
        leads = {index: plan.leads(index) for index in scenes}
        meter = Meter(self._clock, sum(map(sentences_asked, leads.values())))
        for index in scenes:
            told = [scene.text for scene in telling.begun.scenes[:index]]
            work = self._scene_context(context, plan, told, meter, seed)
            writer = SceneWriter(work, index, plan.beats[index].title, leads[index])
            telling.write(writer)
            yield writer

    def _taught_for(self, plan: Plan) -> Model | None:
        """The model that writes the plan's scenes from lines, if it has lines."""
        return self._by_lines if plan.outline else None

    async def _context(self, plan: Plan) -> Context:
        """A context that begins with what every story of its kind begins with."""
        if taught := self._taught_for(plan):
            return await taught.open()
        start = prefix(self.model.info.chat)
        if not start:
            return await self.model.open()
        if self._prefix is None:
            self._prefix = await self.model.open()
        await self._prefix.reach(await self.model.encode(start))
        return await self._prefix.fork()

    def _scene_context(
        self, context: Context, plan: Plan, told: Sequence[str], meter: Meter, seed: int
    ) -> SceneContext:
        chat = self.model.info.chat
        return SceneContext(
            model=self.model,
            context=context,
            sampling=replace(self.sampling, seed=seed),
            tries=TRIES,
            checks=check_context(plan, len(told)),
            meter=meter,
            prompt=story_prompt(plan, told).render(chat),
            earlier="\n".join([prefix(chat), *told]),
        )

    async def _notes(self, form: StoryForm, plan: Plan) -> tuple[str, ...]:
        info, facts = self.model.info, plan.facts
        typed = await self.model.encode(f"{form.hero}. {form.place}. {form.wish}.", bos=False)
        spelling = spelling_advice(await self.model.pieces(typed), info)
        name = f"The hero had no name, so it is {facts.hero}." if facts.hero_guessed else ""
        return (*form.notes(), *filter(None, (name, language_advice(form, info), spelling)))


async def _words(writer: Writer, attempt: Attempt) -> AsyncGenerator[Words, None]:
    """What is to be shown of an attempt, token by token, until it ends or cannot be mended."""
    async with await writer.write(attempt) as tokens:
        async for token in tokens:
            if words := writer.take(attempt, token):
                yield words
            if attempt.fault:
                return
