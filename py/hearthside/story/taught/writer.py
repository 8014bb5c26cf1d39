"""Writing one scene from its line, with a model that was taught to: of several drafts the best.

The first draft is passed on while it is drawn. Its sentences are checked one by one, and one that
fails is drawn again; then the scene is drafted anew, out of sight, until enough drafts have passed
all checks. Of those the one stands that is likeliest itself, and after which its line is likeliest:
it tells what it was asked to (noisy-channel reranking, Yee et al. 2019, arXiv 1908.05731). The same
seed gives the same scene.
Knows nothing of where lines come from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from hearthside.generation.generate import Generation, Reason, StopRules, Token, generate
from hearthside.generation.model import Context, Model
from hearthside.generation.prompt import Prompt
from hearthside.generation.sampling import SamplingOptions, derive_seed
from hearthside.generation.thoughts import empty_thought
from hearthside.generation.transcript import Transcript
from hearthside.story.book import Scene
from hearthside.story.checks import (
    CheckContext,
    SceneChecks,
    closed_quote,
    fault_of,
    fault_on_the_way,
    trimmed,
    words_of,
)
from hearthside.story.scene import (
    Attempt,
    Meter,
    SceneDone,
    SceneRetried,
    StoryEvent,
    Words,
)
from hearthside.story.taught.prompt import SceneRequest, scene_prompt
from hearthside.story.taught.steering import SceneSteering

DRAFTS: Final = 4  # at most
SOUND_DRAFTS: Final = 2  # are enough to choose from
_TRIES: Final = 3  # of a sentence
_FEW: Final = 4  # what has less than so small a part of the least words is no scene
_GOING_ON: Final = 3  # tokens that a scene has more where it is too short to end
_ASK: Final = "{}\n\nWhat happened, in one sentence:"
_TOLD: Final = "Say in one sentence what happened in this scene."


@dataclass(frozen=True, slots=True)
class LineContext:
    """What the writer of a scene works with.

    `judge` is the model without the adapter. A scene has `least` to `most` words; it ends with the
    sentence that passes `most`, or where the model ends it. `sound` drafts are enough.
    """

    model: Model
    judge: Model
    context: Context
    sampling: SamplingOptions
    checks: CheckContext
    steering: SceneSteering
    meter: Meter
    request: SceneRequest
    earlier: str  # text that must not be said again
    least: int
    most: int
    sound: int = SOUND_DRAFTS


@dataclass(slots=True)
class Draft:
    """One way to write the scene. `left_out` sentences were given up; `gain` is the mean
    log-probability of the line's tokens after it, and of its own, once it was weighed."""

    number: int
    text: str = ""
    sentences: int = 0
    first_time: int = 0
    left_out: int = 0
    gain: float = 0.0


@dataclass(frozen=True, slots=True)
class Weighing:
    """The drafts are to be weighed (see `LineWriter.weigh`) before the script goes on."""

    drafts: Sequence[Draft]


@dataclass(slots=True)
class LineWriter:
    """Writes scene `index` (see `SceneWriter`, whose ways it has)."""

    scene: LineContext
    index: int
    title: str
    text: str = ""  # what is shown
    _draft: Draft = field(default_factory=lambda: Draft(0))
    _faults: list[str] = field(default_factory=list)
    _transcript: Transcript = field(init=False)
    _prompt: str = field(init=False)
    _blank: str = field(init=False)

    def __post_init__(self) -> None:
        self._transcript = Transcript(self.scene.model)
        info = self.scene.model.info
        self._prompt = scene_prompt(self.scene.request).render(info.chat) + empty_thought(info)
        # A turn begins with its first word; the adapter goes on after a label, with a blank.
        self._blank = " " if info.chat is None else ""

    def script(self) -> Iterator[StoryEvent | Attempt | Weighing]:
        """The events of the scene, `SceneDone` last, and what is to be done between them."""
        drafts: list[Draft] = []
        for number in range(DRAFTS):
            self._draft = draft = Draft(number)
            drafts.append(draft)
            yield from self._drafted(draft)
            if sum(map(self._is_sound, drafts)) >= self.scene.sound:
                break
        best = [draft for draft in drafts if self._is_sound(draft)] or [self._least_wrong(drafts)]
        if len(best) > 1:
            yield Weighing(best)
        self._draft = chosen = max(best, key=lambda draft: (draft.gain, -draft.number))
        if len(words_of(chosen.text)) < self.scene.least // _FEW:  # the line is what is left
            chosen.text, chosen.left_out = self._line, max(1, chosen.left_out)
        if self.text != chosen.text:
            yield SceneRetried(self.index, "outdone", "")
            self.text = chosen.text
            yield Words(self.text)
        self.scene.meter.sentences += 1
        yield self.scene.meter.progress()
        yield SceneDone(self.index, self.finished())

    async def write(self, attempt: Attempt) -> Generation:
        """The model's words for an attempt, to be iterated and taken (see `take`)."""
        scene = self.scene
        said = f"{self._prompt}{self._blank}{attempt.kept}" if attempt.kept else self._prompt
        attempt.generation = generate(
            scene.model,
            await self._transcript.encode(said),
            replace(scene.sampling, seed=attempt.seed),
            StopRules(
                min_tokens=_GOING_ON if len(words_of(attempt.kept)) < scene.least else 0,
                max_tokens=2 * scene.checks.max_words + 8,
                strings=("\n",),
                sentence_after_tokens=1,
            ),
            context=scene.context,
            exact=False,
            steering=replace(scene.steering, before=attempt.kept),
        )
        return attempt.generation

    def take(self, attempt: Attempt, token: Token) -> Words | None:
        """A token of an attempt, as words where it is of the draft that is shown."""
        text = token.text if self._draft.text else token.text.lstrip()
        self._draft.text += text
        attempt.fault = fault_on_the_way(self._draft.text[len(attempt.kept) :], self.scene.checks)
        if self._draft.number or not text:
            return None
        self.text += text
        return Words(text)

    async def weigh(self, weighing: Weighing) -> None:
        """Set each draft's gain."""
        judge, taught = self.scene.judge, self.scene.model
        line = await judge.encode(self._blank + self._line, bos=False)
        drafts = [
            await taught.encode(self._blank + draft.text, bos=False) for draft in weighing.drafts
        ]
        async with await judge.open() as context:
            for draft in weighing.drafts:
                await context.reach(await judge.encode(self._asked_of(draft)))
                draft.gain = _mean((await judge.engine.score(context.cache, [line]))[0])
        await self.scene.context.reach(await self._transcript.encode(self._prompt), exact=False)
        scores = await taught.engine.score(self.scene.context.cache, drafts)
        for draft, score in zip(weighing.drafts, scores, strict=True):
            draft.gain += _mean(score)

    def _asked_of(self, draft: Draft) -> str:
        """What the judge reads before the line."""
        asked = Prompt(draft.text, _TOLD, continued=_ASK.format(draft.text))
        return asked.render(self.scene.judge.info.chat) + empty_thought(self.scene.judge.info)

    def finished(self) -> Scene:
        """The scene as it stands, cut to its last whole sentence."""
        text, draft = trimmed(self.text), self._draft
        checks = SceneChecks(
            sentences=draft.sentences,
            first_time=draft.first_time,
            retries=len(self._faults),
            closed=int(text == self._line),
            left_out=draft.left_out,
            hero_named=self._named(text),
            ended=bool(text),
            faults=tuple(self._faults),
        )
        return Scene(self.title, text, checks)

    @property
    def _line(self) -> str:
        return self.scene.request.lines[self.index]

    def _named(self, text: str) -> int:
        heroes = self.scene.checks.hero_words
        return sum(1 for word in words_of(text) if word.split("'")[0] in heroes)

    def _is_sound(self, draft: Draft) -> bool:
        """Whether nothing in the draft is amiss: whole, long enough, its hero named."""
        named = self._named(draft.text) or not self._named(self._line)
        enough = len(words_of(draft.text)) >= self.scene.least
        return bool(draft.text and named and enough and not draft.left_out)

    def _least_wrong(self, drafts: Sequence[Draft]) -> Draft:
        def amiss(draft: Draft) -> tuple[bool, int, int]:
            unnamed = bool(self._named(self._line)) and not self._named(draft.text)
            return (unnamed, draft.left_out, -len(words_of(draft.text)))

        return min(drafts, key=amiss)

    def _drafted(self, draft: Draft) -> Iterator[StoryEvent | Attempt]:
        """Sentence after sentence, until the model ends, the scene is long, or all tries failed."""
        while len(words_of(draft.text)) < self.scene.most:
            kept = draft.text
            for number in range(_TRIES):
                labels = ("line", self.index, draft.number, draft.sentences, number)
                attempt = Attempt(kept, derive_seed(self.scene.sampling.seed, *labels))
                yield attempt
                assert attempt.generation is not None  # whoever walks the script has had it written
                self.scene.meter.add(attempt.generation)
                yield self.scene.meter.progress()
                ended = attempt.generation.reason in (Reason.END, Reason.STOP_STRING)
                if ended and not words_of(draft.text[len(kept) :]):
                    yield from self._back_to(kept, draft)
                    return
                fault = attempt.fault or self._fault(kept)
                if not fault:
                    break
                self._faults.append(fault)
                yield from self._back_to(kept, draft, fault)
            else:
                draft.left_out += 1
                break
            draft.sentences += 1
            draft.first_time += number == 0
            if ended:
                break
        yield from self._closed(draft)

    def _back_to(self, kept: str, draft: Draft, fault: str = "") -> Iterator[StoryEvent]:
        changed, draft.text = draft.text != kept, kept
        if not draft.number and (changed or fault):
            self.text = kept
            yield SceneRetried(self.index, fault or "empty", kept)

    def _closed(self, draft: Draft) -> Iterator[StoryEvent]:
        whole = closed_quote(draft.text)
        if whole != draft.text:
            added, draft.text = whole[len(draft.text) :], whole
            if not draft.number:
                self.text = whole
                yield Words(added)

    def _fault(self, kept: str) -> str:
        written = self._draft.text[len(kept) :].lstrip()
        return fault_of(written, f"{self.scene.earlier}\n{kept}", self.scene.checks)


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores)
