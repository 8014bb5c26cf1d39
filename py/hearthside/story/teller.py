"""Telling stories: plan, scenes, and what comes after (go on, tell a scene anew, take a turn).

    async with Storyteller(model) as teller:
        async with teller.tell(form, seed=7) as telling:
            async for event in telling:
                ...
        telling.story        # what stands, also after a stop

Knows nothing of screens, of shelves, or of where the model runs.
"""

import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, Self

from hearthside import __version__
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.generation.model import Context, Model
from hearthside.generation.sampling import SamplingOptions, derive_seed
from hearthside.story.book import Story
from hearthside.story.cast import Chooser
from hearthside.story.checks import CheckContext, names_in, wish_words
from hearthside.story.form import (
    StoryForm,
    language_advice,
    spelling_advice,
)
from hearthside.story.plan import (
    MAX_WORDS,
    Plan,
    as_sentence,
    make_plan,
    suggest,
    titled,
    with_beats,
)
from hearthside.story.prompt import EXAMPLE_RUNS, EXAMPLE_WORDS, prefix, story_prompt
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
    sentences_asked,
)
from hearthside.story.telling import Telling
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


class Storyteller:
    """Tells stories with one model, keeping what all of them begin with read. Close it after use.

    `sampling.seed` is not used: every telling has a seed of its own.
    """

    def __init__(
        self,
        model: Model,
        sampling: SamplingOptions = STORY_SAMPLING,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.model: Final = model
        self.sampling: Final = sampling
        self._clock = clock
        self._prefix: Context | None = None

    async def aclose(self) -> None:
        """Give the cache back that is kept between stories."""
        prefix, self._prefix = self._prefix, None
        if prefix is not None:
            await prefix.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def tell(self, form: StoryForm, seed: int) -> Telling:
        """A new story. While iterated it raises InvalidInput, EngineError, WorkerLost."""
        telling = Telling()
        telling.events = self._told(telling, seed, range(0), form)
        return telling

    def continue_story(self, story: Story, seed: int) -> Telling:
        """One more scene at the end. Raises InvalidInput (call.invalid) past MAX_SCENES."""
        told = len(story.scenes)
        if told < len(story.plan.beats):
            return self._edit(story, story.plan, told, len(story.plan.beats), seed)
        plan = with_beats(story.plan, told, titled(story.plan, ("next", "night"), draw=seed))
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
        plan = with_beats(story.plan, kept, surprise, ending)
        branch = story.branch(turn, kept)
        return self._edit(branch, plan, kept, kept + 2, seed)

    async def suggest_turns(self, story: Story, seed: int) -> tuple[str, ...]:
        """Two turns the story could take next, to choose from (see `take_turn`); fewer where fewer
        pass the checks that its sentences pass."""
        kept = min(len(story.scenes), len(story.plan.beats) - 1)
        told = [scene.text for scene in story.scenes[:kept]]
        async with await self.model.open() as context:
            chooser, checks = Chooser(context, seed), _check_context(story.plan, kept)
            return await suggest(chooser, story.plan, told, checks, _TURNS_OFFERED)

    def _edit(self, story: Story, plan: Plan, first: int, end: int, seed: int) -> Telling:
        if end > MAX_SCENES:
            raise InvalidInput(Code.CALL_INVALID, f"A story has at most {MAX_SCENES} scenes.")
        # Until a scene told anew is whole, the story stays as it was.
        telling = Telling(replace(story, plan=plan, edited=True))
        scenes, seed = range(first, end), derive_seed(seed, "edit", first)
        telling.events = self._told(telling, seed, scenes)
        return telling

    async def _planned(self, telling: Telling, form: StoryForm, seed: int) -> Planned:
        """The plan of a new story, which then stands without a scene."""
        info = self.model.info
        sampling = replace(self.sampling, seed=0)
        recipe = Recipe(
            form, seed, sampling, info.id, info.hash, info.device, info.form, __version__
        )
        plan = await make_plan(self.model, form, seed)
        telling.begin(Story(plan.title, (), plan, recipe))
        return Planned(plan, await self._notes(form, plan))

    async def _told(
        self, telling: Telling, seed: int, scenes: range, form: StoryForm | None = None
    ) -> AsyncGenerator[StoryEvent, None]:
        """Every event of a telling: the plan of a new story, and `scenes` of it.

        One generator for all, so that a token has a short way; later scenes of the story stay.
        """
        try:
            if form is not None:
                yield await self._planned(telling, form, seed)
                scenes = range(len(telling.begun.plan.beats))
            async with await self._context() as context:
                for writer in self._writers(telling, context, scenes, seed):
                    yield SceneStarted(writer.index, len(telling.begun.plan.beats), writer.title)
                    for event in writer.script():
                        if isinstance(event, Attempt):
                            async with await writer.write(event) as tokens:
                                async for token in tokens:
                                    yield writer.take(event, token)
                                    if event.fault:
                                        break
                        else:
                            telling.note(event)
                            yield event
        except HearthsideError:
            await self.aclose()  # a lost worker takes the kept cache with it
            raise
        yield Finished(telling.ended())

    def _writers(
        self, telling: Telling, context: Context, scenes: range, seed: int
    ) -> Iterator[SceneWriter]:
        """A writer for each of `scenes`, made when the one before is done."""
        plan = telling.begun.plan
        leads = {index: plan.leads(index) for index in scenes}
        meter = Meter(self._clock, sum(map(sentences_asked, leads.values())))
        for index in scenes:
            told = [scene.text for scene in telling.begun.scenes[:index]]
            work = self._scene_context(context, plan, told, meter, seed)
            writer = SceneWriter(work, index, plan.beats[index].title, leads[index])
            telling.write(writer)
            yield writer

    async def _context(self) -> Context:
        """A context that begins with what every story begins with."""
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
            checks=_check_context(plan, len(told)),
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


def _check_context(plan: Plan, index: int) -> CheckContext:
    facts = plan.facts
    typed = names_in((facts.hero, facts.hero_kind, facts.where, facts.wish))
    turns = names_in(beat.turn for beat in plan.beats)
    cast = names_in((facts.friend, facts.friend_kind, facts.guide, facts.keepsake))
    # The model reads of the friend among the facts; in the story they have not met yet.
    unmet = names_in((facts.friend,)) if plan.beats[index].purposes[0] == "begin" else frozenset()
    return CheckContext(
        allowed=typed | turns | cast,
        hero_words=names_in((facts.hero,)),
        wish_words=wish_words(facts.wish) - names_in((facts.hero, facts.hero_kind, facts.where)),
        max_words=MAX_WORDS[plan.age],
        borrowed=((EXAMPLE_WORDS - cast) | unmet) - typed - turns,
        borrowed_runs=EXAMPLE_RUNS,
        literals=tuple(text for text in (facts.hero, facts.where, facts.wish) if text),
        english=plan.language == "en",
    )
