"""Writing one scene: leads from the plan, sentences from the model, each checked as it comes.

Words are passed on while they are drawn. A sentence that fails a check is taken back
(`SceneRetried.kept` is what still stands) and drawn again with a seed of its own; when its tries
are used up it is left out, and a lead that was open is ended in the plan's own words. So a scene
always ends, always on a sentence, and the same seed always gives the same scene.
Knows nothing of the story's shape beyond the scene.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from hearthside.generation.generate import Generation, StopRules, Token, generate
from hearthside.generation.model import Context, Model
from hearthside.generation.sampling import SamplingOptions, derive_seed
from hearthside.generation.transcript import Transcript
from hearthside.story.beats import Lead
from hearthside.story.book import Scene, Story
from hearthside.story.checks import (
    CheckContext,
    SceneChecks,
    closed_quote,
    fault_of,
    fault_on_the_way,
    trimmed,
    words_of,
)
from hearthside.story.plan import Plan
from hearthside.text.sentences import ends_well, tail_of


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan stands. `notes`: what was chosen for the person and what to know, in sentences."""

    plan: Plan
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SceneStarted:
    """Scene `index` (from 0) of `of` begins."""

    index: int
    of: int
    title: str


@dataclass(frozen=True, slots=True)
class Words:
    """More words of the scene that began last."""

    text: str


@dataclass(frozen=True, slots=True)
class SceneRetried:
    """The last sentence of scene `index` was no good (`reason`: one of checks.FAULTS) and is taken
    back: `kept` is the scene's text that stands, more words follow it."""

    index: int
    reason: str
    kept: str


@dataclass(frozen=True, slots=True)
class SceneDone:
    """Scene `index` is finished; its text replaces the words shown for it."""

    index: int
    scene: Scene


@dataclass(frozen=True, slots=True)
class Progress:
    """How it goes. `tokens` drawn, failed tries included; `seconds_left` is an estimate."""

    tokens: int
    tokens_per_second: float
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Finished:
    """The story is told."""

    story: Story


StoryEvent = Planned | SceneStarted | Words | SceneRetried | SceneDone | Progress | Finished


@dataclass(slots=True)
class Meter:
    """Counts what was written, and guesses from it how long the rest takes."""

    clock: Callable[[], float]
    sentences_to_come: int
    tokens: int = 0
    sentences: int = 0
    generating_s: float = 0.0
    began_s: float = field(init=False)

    def __post_init__(self) -> None:
        self.began_s = self.clock()

    def add(self, generation: Generation) -> None:
        """Count one generation, whether it was kept or not."""
        tokens = len(generation.token_ids)
        self.tokens += tokens
        if generation.tokens_per_second > 0:
            self.generating_s += tokens / generation.tokens_per_second

    def progress(self) -> Progress:
        """Tokens per second while generating; the time left from all time spent so far."""
        speed = self.tokens / self.generating_s if self.generating_s > 0 else 0.0
        left = None
        if self.sentences:
            spent_s = self.clock() - self.began_s
            left = max(0, self.sentences_to_come - self.sentences) * spent_s / self.sentences
        return Progress(self.tokens, speed, left)


@dataclass(frozen=True, slots=True)
class SceneContext:
    """What the writer of a scene works with. `prompt` is what the model reads before the scene."""

    model: Model
    context: Context
    sampling: SamplingOptions
    tries: int
    checks: CheckContext
    meter: Meter
    prompt: str
    earlier: str  # text that must not be said again: the scenes before, and the example


@dataclass(slots=True)
class Attempt:
    """The model is to write a sentence after `kept`, with `seed`. `fault`: what was found in it."""

    kept: str
    seed: int
    generation: Generation | None = None
    fault: str = ""


@dataclass(slots=True)
class SceneWriter:
    """Writes scene `index`. `text` grows as it goes and can be read at any time.

    The script is walked by whoever tells the story: what happens is passed on, and at an Attempt
    the model writes, token by token, before the script goes on.
    """

    scene: SceneContext
    index: int
    title: str
    leads: Sequence[Lead]
    text: str = ""
    _said: list[int] = field(default_factory=list)
    _put_since: list[str] = field(default_factory=list)
    _faults: list[str] = field(default_factory=list)
    _written: int = 0
    _first_time: int = 0
    _closed: int = 0
    _left_out: int = 0
    _transcript: Transcript = field(init=False)

    def __post_init__(self) -> None:
        self._transcript = Transcript(self.scene.model)

    def script(self) -> Iterator[StoryEvent | Attempt]:
        """The events of the scene, `SceneDone` last, and the attempts between them."""
        for number, lead in enumerate(self.leads):
            before = self.text
            yield self._put(f" {lead.text}" if self.text else lead.text)
            for sentence in range(lead.sentences):
                yield from self._sentence(lead, (number, sentence))
                self.scene.meter.sentences += 1
                yield self.scene.meter.progress()
            if not ends_well(self.text):  # an open lead for which the plan has no end of its own
                self.text = before
                yield SceneRetried(self.index, "unfinished", self.text)
            if closed_quote(self.text) != self.text:
                yield self._put(closed_quote(self.text)[len(self.text) :])
        yield SceneDone(self.index, self.finished())

    async def write(self, attempt: Attempt) -> Generation:
        """The model's words for an attempt, to be iterated and taken (see `take`)."""
        scene = self.scene
        for text in self._put_since:
            self._said += await scene.model.encode(text, bos=False)
        self._put_since.clear()
        # Twice the words that a sentence may have, in tokens: what runs on is cut by the checks.
        most = 2 * scene.checks.max_words + 8
        attempt.generation = generate(
            scene.model,
            await self._transcript.encode(f"{scene.prompt}{self.text}"),
            replace(scene.sampling, seed=attempt.seed),
            StopRules(max_tokens=most, strings=("\n",), sentence_after_tokens=1),
            context=scene.context,
            history=self._said,
            exact=False,
        )
        return attempt.generation

    def take(self, attempt: Attempt, token: Token) -> Words:
        """A token of an attempt, as words; its fault is set where it cannot be mended."""
        self.text += token.text
        attempt.fault = fault_on_the_way(self._unit(attempt.kept), self.scene.checks)
        return Words(token.text)

    async def weigh(self, _: object) -> None:
        """There is one draft."""

    def finished(self) -> Scene:
        """The scene as it stands, cut to its last whole sentence."""
        text = trimmed(self.text)
        hero = words_of(text)
        named = sum(1 for word in hero if word.split("'")[0] in self.scene.checks.hero_words)
        checks = SceneChecks(
            sentences=self._written,
            first_time=self._first_time,
            retries=len(self._faults),
            closed=self._closed,
            left_out=self._left_out,
            hero_named=named,
            ended=ends_well(text),
            faults=tuple(self._faults),
        )
        return Scene(self.title, text, checks)

    def _put(self, text: str) -> Words:
        self.text += text
        self._put_since.append(text)
        return Words(text)

    def _sentence(self, lead: Lead, place: tuple[int, int]) -> Iterator[StoryEvent | Attempt]:
        kept = self.text
        for number in range(self.scene.tries):
            seed = derive_seed(self.scene.sampling.seed, "sentence", self.index, *place, number)
            attempt = Attempt(kept, seed)
            yield attempt
            assert attempt.generation is not None  # whoever walks the script has had it written
            self.scene.meter.add(attempt.generation)
            fault = attempt.fault or self._fault(kept, lead)
            if not fault:
                self._said += attempt.generation.token_ids
                self._written += 1
                self._first_time += number == 0
                return
            self._faults.append(fault)
            self.text = kept
            yield SceneRetried(self.index, fault, kept)
        if ends_well(kept):
            self._left_out += 1
        elif lead.close:
            self._closed += 1
            yield self._put(lead.close)

    def _unit(self, kept: str) -> str:
        """The sentence being written, with the part of it that the lead had begun."""
        return (tail_of(kept) + self.text[len(kept) :]).lstrip()

    def _fault(self, kept: str, lead: Lead) -> str:
        if not words_of(self.text[len(kept) :]):
            return "empty"
        unit = self._unit(kept)
        before = f"{self.scene.earlier}\n{kept[: len(kept) - len(tail_of(kept))]}"
        return fault_of(unit, before, self.scene.checks, fresh=lead.fresh)


def sentences_asked(leads: Sequence[Lead]) -> int:
    """How many sentences the model is to write after `leads`."""
    return sum(lead.sentences for lead in leads)
