"""Texts as vectors, in the habits of sentence-transformers.

    embedder = await load_embedder(engine, "embeddinggemma-300m", truncate_dim=256)
    found = await embedder.encode_query("Who built the bridge?")           # one text: array("f")
    texts = await embedder.encode_document(["The bridge was ..."])         # several: Vectors
    embedder.similarity(found, texts)                                      # [[0.71]]

What a text of a task begins with is the model's to say (`EmbedderInfo.prompts`, from its manifest).
Knows nothing of files, chunks and indexes.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal, overload

from hearthside.embedding.vectors import Vectors, cosines
from hearthside.errors import EngineError, InvalidInput
from hearthside.ports import Embedded, EmbedderInfo, EmbeddingEngine, LoadProgress
from hearthside.text.escape import neutralise, one_line
from hearthside.wire import Code

Task = Literal[
    "query", "question", "fact", "classification", "clustering", "similarity", "code", "none"
]
Progress = Callable[[int, int], None]

_NO_TITLE: Final = "none"
# What one call of the engine is given. Calls are answered in turn, so a question asked while a
# long document is read waits for the end of one.
BATCH_TEXTS: Final = 32
BATCH_TOKENS: Final = 512
_COUNTED_TEXTS: Final = 4096


class Embedder:
    """An embedding model that is loaded. All vectors have length 1.

    `truncate_dim` is how many numbers of each vector are kept (all where None); it may be said
    for one call too. Errors of all calls: InvalidInput (call.invalid), EngineError, WorkerLost.
    """

    def __init__(
        self, engine: EmbeddingEngine, info: EmbedderInfo, *, truncate_dim: int | None = None
    ) -> None:
        self.engine: Final = engine
        self.info: Final = info
        self.truncate_dim: Final = self.dimensions(truncate_dim)

    @overload
    async def encode_query(
        self, texts: str, *, truncate_dim: int | None = None
    ) -> "array[float]": ...

    @overload
    async def encode_query(
        self,
        texts: list[str] | tuple[str, ...],
        *,
        truncate_dim: int | None = None,
        on_progress: Progress | None = None,
    ) -> Vectors: ...

    async def encode_query(
        self,
        texts: str | list[str] | tuple[str, ...],
        *,
        truncate_dim: int | None = None,
        on_progress: Progress | None = None,
    ) -> "array[float] | Vectors":
        """What people ask, to be compared with documents; a single text gives a single vector."""
        return await self._encoded(texts, "query", truncate_dim, on_progress)

    @overload
    async def encode_document(
        self, texts: str, titles: str | None = None, *, truncate_dim: int | None = None
    ) -> "array[float]": ...

    @overload
    async def encode_document(
        self,
        texts: list[str] | tuple[str, ...],
        titles: Sequence[str] | None = None,
        *,
        truncate_dim: int | None = None,
        on_progress: Progress | None = None,
    ) -> Vectors: ...

    async def encode_document(
        self,
        texts: str | list[str] | tuple[str, ...],
        titles: str | Sequence[str] | None = None,
        *,
        truncate_dim: int | None = None,
        on_progress: Progress | None = None,
    ) -> "array[float] | Vectors":
        """What is to be found; `titles` (one for each text, "" for none) say what a text is of."""
        single = isinstance(texts, str)
        several = [texts] if isinstance(texts, str) else list(texts)
        named = [titles] if isinstance(titles, str) else list(titles or [""] * len(several))
        if len(named) != len(several):
            raise InvalidInput(
                Code.CALL_INVALID, f"{len(several)} texts need as many titles, not {len(named)}."
            )
        prompt = self._prompt("document")
        prefixed = [
            prompt.replace("{title}", _title(title)) + text
            for title, text in zip(named, several, strict=True)
        ]
        vectors = await self._embed(prefixed, truncate_dim, on_progress)
        return vectors[0] if single else vectors

    @overload
    async def encode(
        self, texts: str, *, task: Task, truncate_dim: int | None = None
    ) -> "array[float]": ...

    @overload
    async def encode(
        self,
        texts: list[str] | tuple[str, ...],
        *,
        task: Task,
        truncate_dim: int | None = None,
        on_progress: Progress | None = None,
    ) -> Vectors: ...

    async def encode(
        self,
        texts: str | list[str] | tuple[str, ...],
        *,
        task: Task,
        truncate_dim: int | None = None,
        on_progress: Progress | None = None,
    ) -> "array[float] | Vectors":
        """Texts for a task, all of which are compared with texts of the same task.

        "none" reads the texts as they are. `on_progress` hears how many texts of how many are done.
        """
        return await self._encoded(texts, task, truncate_dim, on_progress)

    def similarity(
        self, a: "Vectors | array[float]", b: "Vectors | array[float]"
    ) -> list[list[float]]:
        """The cosine of each of `a` with each of `b`; see `vectors.cosines` for its limits."""
        return cosines(_several(a), _several(b))

    async def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, no prefix and no marks of begin and end among them."""
        counts: list[int] = []
        for first in range(0, len(texts), _COUNTED_TEXTS):
            part = [neutralise(text) for text in texts[first : first + _COUNTED_TEXTS]]
            counts += await self.engine.count_tokens(part)
        return counts

    async def _encoded(
        self,
        texts: str | list[str] | tuple[str, ...],
        task: Task,
        truncate_dim: int | None,
        on_progress: Progress | None,
    ) -> "array[float] | Vectors":
        prompt = self._prompt(task)
        several = [texts] if isinstance(texts, str) else texts
        prefixed = [prompt + text for text in several]
        vectors = await self._embed(prefixed, truncate_dim, on_progress)
        return vectors[0] if isinstance(texts, str) else vectors

    def _prompt(self, task: str) -> str:
        prompts = {**self.info.prompts, "none": ""}
        if task not in prompts:
            raise InvalidInput(
                Code.CALL_INVALID,
                f"{self.info.title} knows no task {task!r}; it knows {', '.join(prompts)}.",
            )
        return prompts[task]

    async def _embed(
        self, texts: Sequence[str], truncate_dim: int | None, on_progress: Progress | None
    ) -> Vectors:
        """Batches of like length, answers in the order of `texts`."""
        kept = self.truncate_dim if truncate_dim is None else self.dimensions(truncate_dim)
        plain = [neutralise(text) for text in texts]
        whole = bytearray(len(plain) * kept * array("f").itemsize)
        width = kept * array("f").itemsize
        long_texts: list[int] = []
        done = 0
        for batch in await self._batches(plain):
            answer = await self.engine.embed([plain[at] for at in batch])
            rows = self._checked(answer, len(batch)).cut(kept).to_bytes()
            for number, at in enumerate(batch):
                whole[at * width : (at + 1) * width] = rows[number * width : (number + 1) * width]
                long_texts += [at] if answer.cut[number] else []
            done += len(batch)
            if on_progress is not None:
                on_progress(done, len(plain))
        return Vectors.from_bytes(bytes(whole), kept, tuple(sorted(long_texts)))

    async def _batches(self, texts: Sequence[str]) -> list[list[int]]:
        if len(texts) < 2:
            return [[0]] if texts else []
        counts = await self.count_tokens(texts)
        order = sorted(range(len(texts)), key=lambda at: (counts[at], at))
        return list(_packed(order, counts))

    def _checked(self, answer: Embedded, texts: int) -> Vectors:
        vectors = Vectors.from_bytes(answer.vectors, self.info.dimensions)
        if len(vectors) != texts or len(answer.cut) != texts:
            raise EngineError(
                Code.ENGINE_FAILED, f"The model gave {len(vectors)} vectors for {texts} texts."
            )
        return vectors

    def dimensions(self, asked: int | None) -> int:
        """`asked`, or all there are for None. Raises InvalidInput (call.invalid) where vectors of
        this model cannot have so many numbers."""
        if asked is None:
            return self.info.dimensions
        known = {self.info.dimensions, *self.info.truncations}
        if asked not in known:
            names = ", ".join(str(one) for one in sorted(known, reverse=True))
            raise InvalidInput(
                Code.CALL_INVALID, f"This model's vectors can have {names} numbers, not {asked}."
            )
        return asked


async def load_embedder(
    engine: EmbeddingEngine,
    model: str,
    *,
    truncate_dim: int | None = None,
    device: Literal["auto", "webgpu", "wasm"] = "auto",
    allow_software: bool = False,
    on_progress: Callable[[LoadProgress], None] | None = None,
) -> Embedder:
    """Load `model` into `engine`. Raises ModelError, EngineError, StorageError, InvalidInput."""
    info = await engine.load_embedder(
        model, device=device, allow_software=allow_software, on_progress=on_progress
    )
    return Embedder(engine, info, truncate_dim=truncate_dim)


def _packed(order: Sequence[int], counts: Sequence[int]) -> Iterator[list[int]]:
    """`order` in batches that keep to both limits; a text over the limit goes alone."""
    batch: list[int] = []
    tokens = 0
    for at in order:
        if batch and (len(batch) == BATCH_TEXTS or tokens + counts[at] > BATCH_TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append(at)
        tokens += counts[at]
    if batch:
        yield batch


def _title(title: str) -> str:
    # A bar would end the title for the model.
    return one_line(title.replace("|", " ")) or _NO_TITLE


def _several(vectors: "Vectors | array[float]") -> Vectors:
    return vectors if isinstance(vectors, Vectors) else Vectors(vectors, len(vectors))
