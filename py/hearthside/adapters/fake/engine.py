"""An engine that says what it is told to, and a shelf in memory: real citizens, without a model.

    engine = FakeEngine()
    engine.enqueue("Once there was a fox.")      # what to say next
    ...
    engine.history                               # every prompt it was asked to continue

Its tokenizer is reversible (words, marks and bytes), its caches are honest: forks, cuts and closes
are checked, and `open_caches` shows what leaked. Knows nothing of language: its logits favour the
script so strongly that any sampling follows it unless a rule forbids the next word. Asked for the
logits of some ids alone, it says nothing and judges: by `judge`, or by the words that it has read.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from hearthside.adapters.adapter_numbers import AdapterNumbers
from hearthside.adapters.fake.faults import Faults
from hearthside.adapters.fake.grammar import Grammars
from hearthside.adapters.fake.media import CHAT, CONTROLS, MEDIA, THINKING, TURN_END, Seeing
from hearthside.adapters.fake.shelf import FakeShelf as FakeShelf
from hearthside.adapters.fake.words import Words, said_logit
from hearthside.adapters.step_calls import check_proposed
from hearthside.errors import error_of
from hearthside.ports import ChatFormat, LoadProgress, ModelInfo, Placed, Ranked, StepResult
from hearthside.wire import Code, Op

_EOS: Final = 1
_BOS: Final = 2
_END_OF_TURN: Final = 5

FAKE_MODEL: Final = ModelInfo(
    id="fake",
    title="A model that says what it is told",
    device="fake",
    device_reason="asked for",
    form="fake",
    hash="fake",
    vocab_size=65536,
    context_tokens=4096,
    bos_id=_BOS,
    eos_ids=(_EOS, _END_OF_TURN),
    batch_invariant=True,
)
# What `replace(FAKE_MODEL, chat=FAKE_CHAT)` was taught.
FAKE_CHAT: Final = ChatFormat("<start_of_turn>", "<end_of_turn>")
# A model that sees and hears, in the turns of Gemma 4.
FAKE_SEEING: Final = replace(
    FAKE_MODEL, chat=CHAT, thinking=THINKING, media=MEDIA, eos_ids=(_EOS, TURN_END)
)


@dataclass(slots=True)
class _Cache:
    ids: list[int]
    adapter: int | None = None
    script: list[int] | None = None  # what is left to say; None before anything was asked
    ahead: int = 0  # tokens at the end that were only proposed


@dataclass
class FakeEngine(Seeing):
    """An `Engine` and `MediaEngine` for tests and for the app without a model.

    `info` is what `load` answers; `answer` says what follows a prompt when nothing is queued;
    `delay_s` is how long every step and load phase takes; `log_probs` are log-probabilities that
    `score` gives to continuations by their text, -10.0 to others; `judge` gives the logit of a word
    after a text, both as people write them, where ids are asked for without the head.
    """

    info: ModelInfo = FAKE_MODEL
    answer: Callable[[str], str] | None = None
    delay_s: float = 0.0
    log_probs: dict[str, float] = field(default_factory=dict)
    judge: Callable[[str, str], float] | None = None
    history: list[str] = field(default_factory=list)
    calls: list[tuple[Op, dict[str, Any]]] = field(default_factory=list)
    loaded: bool = False

    def __post_init__(self) -> None:
        self._queue: deque[str] = deque()
        self._faults = Faults()
        self._caches: dict[int, _Cache] = {}
        self._next_cache = 1
        self._adapters = AdapterNumbers()
        self.see(self.info.media)
        self._words = Words(CONTROLS if self.info.media else ())
        self._grammars = Grammars(self._words, self.info.eos_ids)

    def enqueue(self, *texts: str) -> None:
        """What to say to the next prompts, one text each, and then the end token."""
        self._queue.extend(texts)

    def fail_next(self, op: Op, code: Code, message: str = "told to fail") -> None:
        """Make the next call of `op` fail with `code`."""
        self._faults.add(op, code, message)

    @property
    def open_caches(self) -> int:
        """How many caches nobody has closed yet."""
        return len(self._caches)

    async def load(
        self,
        model: str,
        *,
        device: Literal["auto", "webgpu", "wasm"] = "auto",
        allow_software: bool = False,
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> ModelInfo:
        self._enter(Op.MODEL_LOAD, model=model, device=device, allow_software=allow_software)
        for progress in (
            LoadProgress("download", 500, 1000),
            LoadProgress("download", 1000, 1000),
            LoadProgress("load"),
            LoadProgress("selftest"),
        ):
            await asyncio.sleep(self.delay_s)
            if on_progress is not None:
                on_progress(progress)
        self.loaded = True
        self.info = replace(self.info, id=model)
        return self.info

    async def unload(self) -> None:
        self._enter(Op.MODEL_UNLOAD)
        self.loaded = False
        self._caches.clear()
        self._adapters.clear()
        self._grammars.clear()

    async def encode(self, text: str, *, bos: bool = False) -> list[int]:
        self._enter(Op.TEXT_ENCODE, text=text, bos=bos)
        return ([_BOS] if bos else []) + self._words.tokenize(text)

    async def decode(self, ids: Sequence[int]) -> str:
        self._enter(Op.TEXT_DECODE, ids=tuple(ids))
        return self._words.spelled(ids)

    async def pieces(self, ids: Sequence[int]) -> list[str]:
        self._enter(Op.TEXT_PIECES, ids=tuple(ids))
        return [self._words.pieces[token] for token in ids]

    async def load_adapter(self, rank: int, halves: bytes) -> int:
        self._enter(Op.ADAPTER_LOAD, rank=rank, halves=halves)
        return self._adapters.add(rank, halves, self.info)

    async def unload_adapter(self, adapter: int) -> None:
        self._enter(Op.ADAPTER_UNLOAD, adapter=adapter)
        self._adapters.remove(adapter)
        self._caches = {at: it for at, it in self._caches.items() if it.adapter != adapter}

    async def open_cache(self, adapter: int | None = None) -> int:
        self._enter(Op.CACHE_OPEN, adapter=adapter)
        self._adapters.get(adapter)
        return self._keep(_Cache([], adapter))

    async def fork_cache(self, cache: int) -> int:
        self._enter(Op.CACHE_FORK, cache=cache)
        return self._keep(deepcopy(self._cache(cache)))

    async def cut_cache(self, cache: int, length_tokens: int) -> None:
        self._enter(Op.CACHE_CUT, cache=cache, length_tokens=length_tokens)
        held = self._cache(cache)
        if not 0 <= length_tokens <= len(held.ids):
            raise error_of(Code.CALL_INVALID, f"cannot cut {len(held.ids)} to {length_tokens}")
        held.ahead -= len(held.ids) - length_tokens
        if held.ahead < 0:
            held.script, held.ahead = None, 0
        del held.ids[length_tokens:]

    async def close_cache(self, cache: int) -> None:
        self._enter(Op.CACHE_CLOSE, cache=cache)
        self._cache(cache)
        del self._caches[cache]

    async def prepare_grammars(self) -> None:
        self._enter(Op.GRAMMAR_PREPARE)

    async def open_grammar(self, schema: Mapping[str, Any]) -> int:
        self._enter(Op.GRAMMAR_OPEN, schema=schema)
        return self._grammars.open(schema)

    async def close_grammar(self, grammar: int) -> None:
        self._enter(Op.GRAMMAR_CLOSE, grammar=grammar)
        self._grammars.close(grammar)

    async def step(
        self,
        cache: int,
        ids: Sequence[int],
        *,
        top_k: int,
        ask_ids: Sequence[int] = (),
        want_log_z: bool = False,
        want_hidden: bool = False,
        advance: bool = True,
        media: Sequence[Placed] = (),
        grammar: int | None = None,
        answered: int = 0,
        proposed: Sequence[int] = (),
    ) -> StepResult:
        self._enter(Op.STEP, cache=cache, ids=tuple(ids), top_k=top_k, proposed=tuple(proposed))
        check_proposed(ids, proposed, top_k, bool(ask_ids or want_log_z or want_hidden))
        held = self._cache(cache) if advance else deepcopy(self._cache(cache))
        if not ids:
            raise error_of(Code.CALL_INVALID, "a step needs at least one token")
        self.media.check(ids, media)
        if len(held.ids) + len(ids) + len(proposed) > self.info.context_tokens:
            raise error_of(Code.CONTEXT_FULL, "the context is full")
        await asyncio.sleep(self.delay_s)
        held.ids.extend(ids)
        said = self._next_word(held, len(ids)) if top_k or want_log_z else None
        top = self._ranked(held, said, grammar, answered, top_k)
        ahead = tuple(self._ahead(held, proposed, grammar, answered, top_k))
        return StepResult(
            length=len(held.ids),
            top_ids=top.ids,
            top_logits=top.logits,
            asked_logits=self._asked(held, ask_ids, said),
            log_z=self._words.log_z(said) if want_log_z else None,
            engine_ms=self.delay_s * 1000,
            hidden=self._words.hidden(held.ids) if want_hidden else (),
            ahead=ahead,
        )

    def _ranked(
        self, held: _Cache, said: int | None, grammar: int | None, answered: int, top_k: int
    ) -> Ranked:
        top = [] if said is None else self._words.likely(said)
        if grammar is not None:
            top = self._grammars.allowed(grammar, held.ids[len(held.ids) - answered :], top, top_k)
        return Ranked(tuple(top[:top_k]), tuple(said_logit(one, said) for one in top[:top_k]))

    def _ahead(
        self, held: _Cache, proposed: Sequence[int], grammar: int | None, answered: int, top_k: int
    ) -> Iterator[Ranked]:
        """Feeds what is proposed as far as it may follow."""
        script = held.script or []
        for count, token in enumerate(proposed):
            answer = held.ids[len(held.ids) - answered - count :]
            if grammar is not None and not self._grammars.lets(grammar, answer, token):
                return
            held.ids.append(token)
            held.ahead = count + 1
            said = script[count] if count < len(script) else _EOS
            yield self._ranked(held, said, grammar, answered + count + 1, top_k)

    async def score(self, cache: int, continuations: Sequence[Sequence[int]]) -> list[list[float]]:
        self._enter(Op.SCORE, cache=cache, continuations=tuple(map(tuple, continuations)))
        self._cache(cache)
        texts = [self._words.text(ids).strip() for ids in continuations]
        each = zip(texts, map(len, continuations), strict=True)
        return [[self.log_probs.get(text, -10.0) / count] * count for text, count in each]

    def _enter(self, op: Op, **args: Any) -> None:
        self.calls.append((op, args))
        self._faults.meet(op)

    def _keep(self, cache: _Cache) -> int:
        number, self._next_cache = self._next_cache, self._next_cache + 1
        self._caches[number] = cache
        return number

    def _cache(self, cache: int) -> _Cache:
        if cache not in self._caches:
            raise error_of(Code.CACHE_UNKNOWN, f"there is no cache {cache}")
        return self._caches[cache]

    def _next_word(self, held: _Cache, fed_tokens: int) -> int:
        # What was proposed and still stands was said.
        del (held.script or [])[: held.ahead]
        held.ahead = 0
        # One token after something was said goes on; anything else is a new prompt.
        if held.script is None or fed_tokens > 1:
            prompt = self._words.spelled([token for token in held.ids if token != _BOS])
            self.history.append(prompt)
            held.script = [*self._words.tokenize(self._next_text(prompt)), _EOS]
        return held.script.pop(0) if held.script else _EOS

    def _next_text(self, prompt: str) -> str:
        if self._queue:
            return self._queue.popleft()
        if self.answer is None:
            raise error_of(Code.ENGINE_FAILED, "FakeEngine has nothing to say: enqueue() first")
        return self.answer(prompt)

    def _asked(self, held: _Cache, ids: Sequence[int], said: int | None) -> tuple[float, ...]:
        if said is not None:
            return tuple(said_logit(token, said) for token in ids)
        if self.judge is None:
            hidden = self._words.hidden(held.ids) if ids else ()
            return tuple(self._words.logit(hidden, token) for token in ids)
        text = self._words.text(held.ids)
        return tuple(self.judge(text, self._words.text([token])) for token in ids)
