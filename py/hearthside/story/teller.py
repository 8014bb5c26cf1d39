"""Telling stories: plan, scenes, and what comes after (go on, tell a scene anew, take a turn).

    async with Storyteller(model) as teller:
        async with teller.tell(form, seed=7) as telling:
            async for event in telling:
                ...
        telling.story        # what stands, also after a stop

Knows nothing of screens, of shelves, or of where the model runs.
"""

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final, Self

from hearthside import __version__
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.generation.model import Context, Model
from hearthside.generation.sampling import SamplingOptions, derive_seed
from hearthside.story.book import Scene, Story
from hearthside.story.cast import Chooser
from hearthside.story.checks import Watch, names_in, wish_words
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
    Desk,
    Finished,
    Meter,
    Planned,
    SceneDone,
    SceneStarted,
    SceneWriter,
    StoryEvent,
    sentences_asked,
)
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


class Telling:
    """A story on its way: iterate it for events. `story` is what stands, None before the plan does.

    Leaving it early (`aclose`, the end of `async with`, cancelling the task) stops the engine at
    once; finished scenes stay in `story`, and of the scene being written its whole sentences.
    """

    def __init__(self, story: Story | None = None) -> None:
        self.story = story
        self._events: AsyncGenerator[StoryEvent, None]

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> StoryEvent:
        return await self._events.__anext__()

    async def aclose(self) -> None:
        """Stop. Does nothing once it has ended."""
        await self._events.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


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
        telling._events = self._tell(telling, form, seed)
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
            chooser, watch = Chooser(context, seed), _watch(story.plan, kept)
            return await suggest(chooser, story.plan, told, watch, _TURNS_OFFERED)

    async def _tell(
        self, telling: Telling, form: StoryForm, seed: int
    ) -> AsyncGenerator[StoryEvent, None]:
        info = self.model.info
        sampling = replace(self.sampling, seed=0)
        recipe = Recipe(
            form, seed, sampling, info.id, info.hash, info.device, info.form, __version__
        )
        plan = await make_plan(self.model, form, seed)
        telling.story = Story(plan.title, (), plan, recipe)
        yield Planned(plan, await self._notes(form, plan))
        writing = self._write(telling, plan, 0, len(plan.beats), seed)
        async with aclosing(writing):
            async for event in writing:
                yield event

    def _edit(self, story: Story, plan: Plan, first: int, end: int, seed: int) -> Telling:
        if end > MAX_SCENES:
            raise InvalidInput(Code.CALL_INVALID, f"A story has at most {MAX_SCENES} scenes.")
        # Until a scene told anew is whole, the story stays as it was.
        telling = Telling(replace(story, plan=plan, edited=True))
        telling._events = self._write(telling, plan, first, end, derive_seed(seed, "edit", first))
        return telling

    async def _write(
        self, telling: Telling, plan: Plan, first: int, end: int, seed: int
    ) -> AsyncGenerator[StoryEvent, None]:
        """Scenes `first` to `end` - 1 of the plan; scenes of the story from `end` on stay."""
        asked = sum(sentences_asked(plan.leads(index)) for index in range(first, end))
        meter = Meter(self._clock, asked)
        try:
            async with await self._context() as context:
                for index in range(first, end):
                    desk = self._desk(context, plan, _begun(telling).scenes[:index], meter, seed)
                    writer = SceneWriter(desk, index, plan.beats[index].title, plan.leads(index))
                    yield SceneStarted(index, len(plan.beats), writer.title)
                    async with aclosing(self._scene(telling, writer)) as events:
                        async for event in events:
                            yield event
        except HearthsideError:
            await self.aclose()  # a lost worker takes the kept cache with it
            raise
        story = _begun(telling)
        telling.story = replace(story, complete=len(story.scenes) == len(plan.beats))
        yield Finished(telling.story)

    async def _scene(
        self, telling: Telling, writer: SceneWriter
    ) -> AsyncGenerator[StoryEvent, None]:
        """One scene, put into the story when it is done; what stands of it, when it is stopped."""
        story = _begun(telling)
        before, after = story.scenes[: writer.index], story.scenes[writer.index + 1 :]
        anew = writer.index < len(story.scenes)
        finished = False
        try:
            async with aclosing(writer.write()) as events:
                async for event in events:
                    if isinstance(event, SceneDone):
                        finished = True
                        scenes = (*before, event.scene, *after)
                        telling.story = replace(story, scenes=scenes)
                    yield event
        finally:
            # A scene told anew replaces the old one only as a whole.
            if not finished and not anew and writer.finished().text:
                telling.story = replace(story, scenes=(*before, writer.finished()), complete=False)

    async def _context(self) -> Context:
        """A context that begins with what every story begins with."""
        start = prefix(self.model.info.chat)
        if not start:
            return await self.model.open()
        if self._prefix is None:
            self._prefix = await self.model.open()
        await self._prefix.reach(await self.model.encode(start))
        return await self._prefix.fork()

    def _desk(
        self, context: Context, plan: Plan, scenes: Sequence[Scene], meter: Meter, seed: int
    ) -> Desk:
        told = [scene.text for scene in scenes]
        chat = self.model.info.chat
        return Desk(
            model=self.model,
            context=context,
            sampling=replace(self.sampling, seed=seed),
            tries=TRIES,
            watch=_watch(plan, len(scenes)),
            meter=meter,
            prompt=lambda begun: story_prompt(plan, told, begun).render(chat),
            earlier="\n".join([prefix(chat), *told]),
        )

    async def _notes(self, form: StoryForm, plan: Plan) -> tuple[str, ...]:
        info, sheet = self.model.info, plan.sheet
        typed = await self.model.encode(f"{form.hero}. {form.place}. {form.wish}.", bos=False)
        spelling = spelling_advice(await self.model.pieces(typed), info)
        name = f"The hero had no name, so it is {sheet.hero}." if sheet.hero_guessed else ""
        return (*form.notes(), *filter(None, (name, language_advice(form, info), spelling)))


def _begun(telling: Telling) -> Story:
    assert telling.story is not None  # scenes are written after the plan stands
    return telling.story


def _watch(plan: Plan, index: int) -> Watch:
    sheet = plan.sheet
    typed = names_in((sheet.hero, sheet.hero_kind, sheet.where, sheet.wish))
    turns = names_in(beat.turn for beat in plan.beats)
    cast = names_in((sheet.friend, sheet.friend_kind, sheet.guide, sheet.keepsake))
    # The model reads of the friend in the sheet; in the story they have not met yet.
    unmet = names_in((sheet.friend,)) if plan.beats[index].purposes[0] == "begin" else frozenset()
    return Watch(
        allowed=typed | turns | cast,
        hero_words=names_in((sheet.hero,)),
        wish_words=wish_words(sheet.wish) - names_in((sheet.hero, sheet.hero_kind, sheet.where)),
        max_words=MAX_WORDS[plan.age],
        borrowed=((EXAMPLE_WORDS - cast) | unmet) - typed - turns,
        borrowed_runs=EXAMPLE_RUNS,
        literals=tuple(text for text in (sheet.hero, sheet.where, sheet.wish) if text),
        english=plan.language == "en",
    )
