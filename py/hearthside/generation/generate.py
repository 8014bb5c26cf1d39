"""Writing text with a model, token by token: `generate` and the rules by which it ends.

    async with generate(model, "Once upon a time", SamplingOptions(seed=7)) as tokens:
        async for token in tokens:
            print(token.text, end="")
    print(tokens.reason, tokens.tokens_per_second)

The text is a function of the prompt, the options, the rules and the model on one device: nothing
that a cache happened to hold changes it (see `Context.reach`). Knows nothing of stories or prompts.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from hearthside.errors import InvalidInput
from hearthside.generation.grammar.drawing import Held
from hearthside.generation.grammar.form import Grammar
from hearthside.generation.listening import Asked
from hearthside.generation.model import Context, Model
from hearthside.generation.pieces import Detokenizer, TextGate
from hearthside.generation.pieces import Reason as Reason
from hearthside.generation.pieces import StopRules as StopRules
from hearthside.generation.sampling import Sampler, SamplingOptions
from hearthside.generation.speculation import Speculation
from hearthside.generation.steering import Steered, Steering
from hearthside.ports import Encoded, StepResult
from hearthside.wire import Code


@dataclass(frozen=True, slots=True)
class Token:
    """One token drawn. `text` is what can be shown now: it may be empty, or catch up on earlier.

    `index` counts from 0; `engine_ms` is the time the engine took to rank the candidates.
    """

    text: str
    id: int
    index: int
    engine_ms: float


class Generation:
    """Text on its way: iterate it for tokens, or `await read()` for all of it.

    `text`, `token_ids` and `reason` grow as it goes. Leaving it early (`aclose`, the end of
    `async with`, cancelling the task) stops the engine and gives its cache back. A plain iterator,
    not a generator: a token passes through one call on its way from the engine.
    """

    def __init__(
        self,
        model: Model,
        prompt: str | Sequence[int],
        sampler: Sampler,
        rules: StopRules,
        *,
        context: Context | None,
        exact: bool,
        media: Sequence[Encoded],
        clock: Callable[[], float],
        steering: Steering | None,
        grammar: Grammar | None,
        speculate: bool,
    ) -> None:
        self.text = ""
        self.token_ids: list[int] = []
        self.reason: Reason | None = None
        self.prompt_tokens = 0
        self._model, self._prompt, self._sampler, self._rules = model, prompt, sampler, rules
        self._context, self._exact, self._clock = context, exact, clock
        self._media = media
        self._own: Context | None = None  # opened here, so closed here
        self._steered = Steered(steering, model, sampler) if steering is not None else None
        self._held = None if grammar is None else Held(model, grammar, sampler.options)
        speculates = speculate and model.info.batch_invariant
        self._speculation = Speculation(model, self._held) if speculates else None
        self._detokenizer, self._gate = Detokenizer(), TextGate(rules)
        self._room = rules.max_tokens
        self._began_s = self._last_s = clock()
        self._first_s: float | None = None

    @property
    def first_token_s(self) -> float | None:
        """Seconds from the call to the first token, None before it."""
        return None if self._first_s is None else self._first_s - self._began_s

    @property
    def elapsed_s(self) -> float:
        """Seconds from the call to the last token, 0.0 before the first."""
        return self._last_s - self._began_s

    @property
    def tokens_per_second(self) -> float:
        """Speed after the first token, so without reading the prompt; 0.0 before the second."""
        if self._first_s is None or self._last_s <= self._first_s:
            return 0.0
        return (len(self.token_ids) - 1) / (self._last_s - self._first_s)

    async def read(self) -> str:
        """Everything up to the end, at once."""
        async for _ in self:
            pass
        return self.text

    async def aclose(self) -> None:
        """Stop. Does nothing once it has ended."""
        self.reason = self.reason or Reason.STOPPED
        own, self._own = self._own, None
        if own is not None:
            await own.close()
        if self._held is not None:
            await self._held.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Token:
        if self.reason is not None:
            await self.aclose()
            raise StopAsyncIteration
        try:
            return await self._drawn(await self._ranked())
        except BaseException:
            await self.aclose()
            raise

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _ranked(self) -> StepResult:
        """What the next token is drawn from."""
        held = self._held
        plain = {"top_k": self._sampler.options.top_k}
        asked: dict[str, Any] = plain if held is None else await held.asked()
        if self._context is not None and self.token_ids:
            step = await self._stepped(self._context, asked)
            return step if held is None else await held.fitting(step, self._context)
        prompt = self._prompt
        ids = await self._model.encode(prompt) if isinstance(prompt, str) else prompt
        self.prompt_tokens = len(ids)
        self._room = min(self._room, self._model.info.context_tokens - len(ids) + 1)
        if self._context is None:
            self._context = self._own = await self._model.open()
        step = await self._context.reach(ids, exact=self._exact, media=self._media, **asked)
        if self._speculation is not None:
            self._speculation.begin(ids)
        return step if held is None else await held.fitting(step, self._context)

    async def _stepped(self, context: Context, asked: dict[str, Any]) -> StepResult:
        """What follows the last token; further tokens of its step must find room."""
        last = self.token_ids[-1]
        if self._speculation is None:
            return await context.step([last], **asked)
        return await self._speculation.step(
            context, last, self._room - len(self.token_ids) - 1, asked
        )

    async def _drawn(self, step: StepResult) -> Token:
        """One token of those ranked; sets `reason` where it is the last."""
        info, rules, gate = self._model.info, self._rules, self._gate
        index = len(self.token_ids)
        early = index < rules.min_tokens and self._held is None
        banned: Collection[int] = info.eos_ids if early else ()
        token = (
            self._sampler.draw(step.top_ids, step.top_logits, banned)
            if self._steered is None
            else await self._steered.draw(self.text, step, banned)
        )
        if token is None:  # it ends there, as if the model had said so
            token, text, gate.reason = info.eos_ids[0], gate.flush(), Reason.REFUSED
        elif token in info.eos_ids:
            text, gate.reason = gate.flush(), Reason.END
        else:
            piece = await self._model.piece(token, step.top_ids)
            text = gate.feed(self._detokenizer.feed(piece), index + 1)
            if self._held is not None:
                self._held.note(piece)
        if gate.reason is None and index + 1 == self._room:
            text += gate.flush()
            full = self._room < rules.max_tokens
            gate.reason = Reason.CONTEXT if full else Reason.MAX_TOKENS
        self._last_s = self._clock()
        self._first_s = self._last_s if self._first_s is None else self._first_s
        self.token_ids.append(token)
        self.text += text
        self.reason = gate.reason
        return Token(text, token, index, step.engine_ms)


def generate(
    model: Model,
    prompt: str | Sequence[int],
    options: SamplingOptions | None = None,
    rules: StopRules | None = None,
    *,
    context: Context | None = None,
    history: Sequence[int] = (),
    exact: bool = True,
    media: Sequence[Encoded] = (),
    clock: Callable[[], float] = time.perf_counter,
    steering: Steering | None = None,
    grammar: Grammar | None = None,
    speculate: bool = False,
) -> Generation:
    """Continue `prompt` (text, or ids that begin with the model's bos_id) with the model.

    `context` is reused and stays open and the caller's; without it a cache is opened and closed
    here. `history` are ids that count as said for the repetition rules (the prompt does not).
    `exact=False` trades repeatability in the last digits for speed, see `Context.reach`. `media`
    are the pictures and sounds whose places the prompt has. `clock` gives seconds. `steering` has a
    say in every token. With a `grammar` the text is a JSON text that fits it, or the begin of one
    where another rule ended it; `min_tokens` and `steering` are not for these. `speculate` where
    the text will repeat much of its prompt: the same text, several tokens a step, on models that
    allow it (see speculation.py). Raises, while iterated, InvalidInput (context.full, call.invalid,
    media.unknown, grammar.invalid), WorkerLost and EngineError.
    """
    if grammar is not None and steering is not None:
        raise InvalidInput(Code.CALL_INVALID, "An answer has a grammar or a steering, not both.")
    sampler = Sampler(options or SamplingOptions(), history)
    rules = rules or StopRules()
    written = Generation(
        model,
        prompt,
        sampler,
        rules,
        context=context,
        exact=exact,
        media=media,
        clock=clock,
        steering=steering,
        grammar=grammar,
        speculate=speculate,
    )
    if model.heard is not None:
        settings = {**asdict(sampler.options), **asdict(rules)}
        model.heard(Asked(model.engine, model.info, prompt, settings, len(media)), written)
    return written
