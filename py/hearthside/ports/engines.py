"""What computes: a language model, an embedding model and matrices, each behind a door.

Values and protocols only. Knows nothing of browsers, ONNX, threads or files.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from hearthside.ports.media import Encoded, Placed
from hearthside.ports.models import EmbedderInfo, LoadProgress, ModelInfo

MOST_PROPOSED: Final = 15
"""Guesses that a step takes at most."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates for the next token and their logits, from the highest down."""

    ids: tuple[int, ...]
    logits: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StepResult:
    """The last position's view after a step.

    `top_ids` and `top_logits` run from the highest logit down, as many as were asked for (none when
    the head was not computed); `asked_logits` answers `ask_ids` in order; `log_z` is
    log(sum(exp(logits))) over the whole vocabulary when asked for, so logit - log_z is a
    log-probability. `hidden` is the final hidden state after the last norm, hidden_size numbers in
    float32, when asked for: what was read, before any word is chosen. `length` is the number of
    tokens in the cache, `engine_ms` the time inside the engine. `ahead` is what may follow each
    proposed token that was fed.
    """

    length: int
    top_ids: tuple[int, ...]
    top_logits: tuple[float, ...]
    asked_logits: tuple[float, ...] = ()
    log_z: float | None = None
    engine_ms: float = 0.0
    hidden: tuple[float, ...] = ()
    ahead: tuple[Ranked, ...] = ()


class Engine(Protocol):
    """A language model behind a door. The engine computes; Python decides.

    A cache is a KV cache named by an integer; it holds the tokens fed so far. Every method raises
    errors of `hearthside.errors` only, model.none where no model is loaded, engine.lost where the
    engine's worker is gone and engine.failed where it cannot compute; cancelling the awaiting task
    stops the call politely.
    """

    async def load(
        self,
        model: str,
        *,
        device: Literal["auto", "webgpu", "wasm"] = "auto",
        allow_software: bool = False,
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> ModelInfo:
        """Load a model by its id, in place of the one that is loaded; its caches are gone.

        `device` "auto" takes WebGPU where it computes rightly, else the processor; with
        `allow_software` also a WebGPU adapter that computes in software. Raises ModelError
        (model.*), EngineError (device.*) and StorageError (storage.*, download.*).
        """
        ...

    async def unload(self) -> None:
        """Give the model and all caches back. Does nothing where none is loaded."""
        ...

    async def encode(self, text: str, *, bos: bool = False) -> list[int]:
        """Token ids of `text`; what spells a control token becomes one (see `neutralise`)."""
        ...

    async def decode(self, ids: Sequence[int]) -> str:
        """The text of `ids`, control tokens spelled out: for looking at prompts."""
        ...

    async def pieces(self, ids: Sequence[int]) -> list[str]:
        """Raw vocabulary pieces: `▁` is a blank, `<0x0A>` a byte, `<eos>` and its like control."""
        ...

    async def load_adapter(self, rank: int, halves: bytes) -> int:
        """The number of a low-rank adapter, now beside the weights.

        `halves` are its arrays in float16, one after another in the order of ARRAYS (see
        `hearthside.lora`). Raises adapter.unfit where they are not of the model's sizes,
        context.full where the device has no memory for them.
        """
        ...

    async def unload_adapter(self, adapter: int) -> None:
        """Give an adapter back; the caches that were opened with it are gone."""
        ...

    async def open_cache(self, adapter: int | None = None) -> int:
        """The number of a fresh, empty cache. With an adapter, all that is fed to it and to its
        forks is computed with that; without, with the frozen weights alone."""
        ...

    async def fork_cache(self, cache: int) -> int:
        """The number of a second cache with the same tokens; each grows on its own.

        Like all that take a cache, raises cache.unknown where there is none of that number.
        """
        ...

    async def cut_cache(self, cache: int, length_tokens: int) -> None:
        """Keep the first `length_tokens` tokens. Raises call.invalid where there are fewer."""
        ...

    async def close_cache(self, cache: int) -> None:
        """Give a cache's memory back; its number is not used again."""
        ...

    async def prepare_grammars(self) -> None:
        """Read the model's vocabulary for grammars, .3 to 2 s: the first one need not wait for it.
        Does nothing where it was read."""
        ...

    async def open_grammar(self, schema: Mapping[str, Any]) -> int:
        """The number of a grammar: the JSON texts that fit a JSON schema, without blanks between
        their marks, keys in the schema's order. For every model it is ready anew.

        What a schema may have is said in `hearthside.generation.grammar.schema`. Raises
        InvalidInput (grammar.invalid).
        """
        ...

    async def close_grammar(self, grammar: int) -> None:
        """Give a grammar back. Raises InvalidInput (grammar.unknown) where there is none."""
        ...

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
        """Feed `ids` (at least one) and report on the last position (see StepResult).

        Only `top_k` and `want_log_z` need the head, the largest part of a step. Without them
        `ask_ids` is answered from the hidden state and the asked rows alone, with the same numbers
        up to the rounding of float32 sums. Without `advance` the cache stays as it was, as after
        `score`: one call in place of a fork, a step and a close. `media` are the soft tokens that
        stand in the places among `ids`, in order. With a `grammar` only the tokens are ranked that
        may follow the last `answered` ids of the cache, `ids` among them: these are the answer so
        far. Where it is whole, those are the end tokens. `log_z` stays that of all tokens.

        `proposed` are guesses, MOST_PROPOSED at most, at what follows a single id. They are fed
        behind it, as far as the grammar lets them follow, and `ahead` ranks what may follow each;
        the rest of the report is on the position before them, and has candidates alone. Whoever
        finds a guess wrong cuts the cache (speculative decoding, Leviathan et al. 2023).

        Raises context.full where the model reads no further, call.invalid for ids out of the
        vocabulary, for as many places as there are not soft tokens, for an answer that is not of
        the grammar, for more than candidates where something is proposed, and for a hidden state of
        a model that tells none; media.unknown,
        grammar.unknown, and grammar.invalid where nothing may follow.
        """
        ...

    async def score(self, cache: int, continuations: Sequence[Sequence[int]]) -> list[list[float]]:
        """Log-probability (natural) of each token of each continuation: as many lists, each as long
        as its continuation. The cache stays as it was; it must hold a token (call.invalid)."""
        ...


@dataclass(frozen=True, slots=True)
class Embedded:
    """Texts as vectors: float32, little-endian, [n, dimensions], each of length 1.

    `tokens` is how many tokens of each text were read, the marks of begin and end among them;
    `cut` says of which texts the end was left out.
    """

    vectors: bytes
    tokens: tuple[int, ...]
    cut: tuple[bool, ...]


class EmbeddingEngine(Protocol):
    """An embedding model behind a door; a language model may stand beside it.

    Texts are read as they are: prefixes that name a task are the caller's. Raises errors of
    `hearthside.errors` only; cancelling the awaiting task stops the call politely.
    """

    async def load_embedder(
        self,
        model: str,
        *,
        device: Literal["auto", "webgpu", "wasm"] = "auto",
        allow_software: bool = False,
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> EmbedderInfo:
        """Load an embedding model by its id; see `Engine.load` for arguments and errors."""
        ...

    async def unload_embedder(self) -> None:
        """Give the model back. Does nothing where none is loaded."""
        ...

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """Vectors of any number of texts, at best some dozens: a stop waits for a part only. What
        of a text is past the model's context is left out, and said (see Embedded)."""
        ...

    async def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, without the marks of begin and end."""
        ...


class Matrices(Protocol):
    """Arithmetic that Python is too slow for, on bytes; numbers are little-endian.

    A matrix lives where the arithmetic is done and is lost with it (engine.lost): whoever fills it
    can fill it again. Raises matrix.unknown for a number that is not open, call.invalid for bytes
    of another length.
    """

    async def open_matrix(self, columns: int) -> int:
        """The number of an empty matrix with so many columns."""
        ...

    async def add_rows(self, matrix: int, rows: bytes, scales: bytes) -> int:
        """Append int8 rows [n, columns] with a float32 scale each; how many rows there are now."""
        ...

    async def nearest(
        self,
        matrix: int,
        queries: bytes,
        k: int,
        spans: Sequence[tuple[int, int]] | None = None,
    ) -> list[list[tuple[int, float]]]:
        """For each float32 query [q, columns] the k rows of the highest product, (row, product).

        An answer a query, each of at most k pairs. Of equals the lower row comes first. `spans`
        (first, end) are the rows to look at, all of them by default; ascending and apart.
        """
        ...

    async def close_matrix(self, matrix: int) -> None:
        """Give a matrix's memory back."""
        ...

    async def product(self, a: bytes, b: bytes, inner: int) -> bytes:
        """a [n, inner] times b [m, inner] transposed, all float32: [n, m]."""
        ...


class MediaEngine(Protocol):
    """Reads pictures and sounds for the language model that is loaded (see `ModelInfo.media`).

    What it has read is kept until it is closed or the model goes. Raises errors of
    `hearthside.errors` only: media.unknown for a number that is not open, model.unfit where the
    model neither sees nor hears, and what an `Engine` raises.
    """

    async def fetch_encoder(
        self,
        kind: Literal["image", "audio"],
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> None:
        """Have what reads pictures or sounds on the device, where it is not yet. What is being
        generated goes on meanwhile. Raises what fetching a model raises."""
        ...

    async def encode_image(self, rgba: bytes, width: int, height: int) -> Encoded:
        """Read a picture of RGBA pixels, row by row, that has its fitted size
        (`hearthside.media.fitted_size`): call.invalid for any other."""
        ...

    async def encode_audio(self, samples: bytes) -> Encoded:
        """Read a sound: float32, little-endian, one channel at the format's rate, from -1 to 1.

        What is past the format's most is left out. Raises call.invalid where it is too short.
        """
        ...

    async def close_media(self, media: int) -> None:
        """Give the soft tokens back; caches that hold them keep them. Its number is not used
        again."""
        ...
