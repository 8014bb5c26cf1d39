"""Candidates for the next token of an answer, of those alone that a grammar allows.

The engine ranks what the JSON schema allows; shapes (see shapes.py) are seen to here. Where none of
the engine's best fits a shape, the last token is fed again, to ask for what may follow by name.
Knows nothing of sampling.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hearthside.generation.grammar.form import Grammar
from hearthside.generation.grammar.reading import Path, Reader
from hearthside.generation.grammar.schema import refused, unmarked
from hearthside.generation.grammar.shapes import Shape, shape_of
from hearthside.generation.grammar.spans import Spans
from hearthside.generation.model import Context, Model, give_back
from hearthside.generation.pieces import bytes_of
from hearthside.generation.sampling import SamplingOptions
from hearthside.ports import StepResult

# Among so many is one that only opens a text, or only ends it.
_LEAST_TOP_K: Final = 64


class Held:
    """An answer that is held to a grammar while it is drawn with a sampler's options."""

    def __init__(self, model: Model, grammar: Grammar, options: SamplingOptions) -> None:
        self._model = model
        self._grammar = grammar
        self._spans = None if grammar.source is None else Spans(grammar.source)
        self._shapes: dict[Path, Shape | None] = {}
        self._shaped = grammar.is_shaped
        self._reader = Reader()
        self._count = 0  # tokens of the answer
        self._number: int | None = None
        self._top_k = options.top_k
        rules = options.repetition_penalty != 1.0 or options.no_repeat_ngram
        self._enough = 1 if options.temperature == 0 and not rules else options.top_k

    async def asked(self) -> dict[str, Any]:
        """What a step is asked: arguments of `Context.step`. Raises InvalidInput
        (grammar.invalid)."""
        if self._number is None:
            schema = unmarked(self._grammar.schema)
            self._number = await self._model.engine.open_grammar(schema)
        top_k = max(self._top_k, _LEAST_TOP_K) if self._shaped else self._top_k
        told = {"top_k": top_k, "grammar": self._number}
        return told | {"answered": self._count} if self._count else told

    async def close(self) -> None:
        """Give the engine's grammar back. Closing twice is fine."""
        number, self._number = self._number, None
        if number is not None:
            await give_back(self._model.engine.close_grammar(number))

    def note(self, piece: str) -> None:
        """A token of that piece was drawn."""
        self._count += 1
        for byte in bytes_of(piece):
            self._reader.feed(byte)

    def due(self) -> str:
        """What surely comes next where a key was just begun: the rest of it, and how its value
        begins; else ""."""
        path, before = self._reader.group or ((), None)
        if before is None or self._reader.text:
            return ""
        group = self._part(path)
        keys = list(group["properties"])
        after = keys[keys.index(before) + 1 :] if before else keys
        if not after or after[0] not in group["required"]:
            return ""
        key = json.dumps(after[0], ensure_ascii=False)[1:]
        return f"{key}:{_opening(group['properties'][after[0]])}"

    async def fitting(self, step: StepResult, context: Context) -> StepResult:
        """The candidates of a step that fit: as many as are drawn from, at least one.

        Raises InvalidInput (grammar.invalid) where the source or a pattern has none.
        """
        if not self._shaped:
            return step
        found: list[tuple[int, float]] = []
        for token, logit in zip(step.top_ids, step.top_logits, strict=True):
            # Mostly the first one is known and fits: then no piece is asked for.
            piece = await self._model.piece(token, step.top_ids)
            if token in self._model.info.eos_ids or self._fits(bytes_of(piece)):
                found.append((token, logit))
            if len(found) == self._enough:
                break
        return _ranked(step, found) if found else await self._by_name(context)

    async def _by_name(self, context: Context) -> StepResult:
        """What may follow, of some that surely fit: asked for by feeding the last token again."""
        ids = await self._named()
        async with await context.fork() as before:
            await before.cut(len(context.ids) - 1)
            step = await before.step(context.ids[-1:], ask_ids=ids)
        pairs = zip(ids, step.asked_logits, strict=True)
        return _ranked(step, sorted(pairs, key=lambda pair: (-pair[1], pair[0])))

    async def _named(self) -> list[int]:
        text, shape = self._reader.text, self._shape(self._reader)
        texts = [] if text is None or shape is None else shape.following(text)
        if text is None or shape is None or shape.is_whole(text):
            texts.append('"')
        ids = await _first_tokens(self._model, texts)
        pieces = await self._model.pieces(ids)
        found = [
            token for token, piece in zip(ids, pieces, strict=True) if self._fits(bytes_of(piece))
        ]
        if not found:
            raise refused(
                "The answer cannot go on: no text of the source or the pattern fits here."
            )
        return found

    def _fits(self, piece: bytes) -> bool:
        """Whether the shapes let `piece` follow."""
        if self._reader.text is None and b'"' not in piece:
            return True
        reader = self._reader.copy()
        for byte in piece:
            before, shape = reader.text, self._shape(reader)
            reader.feed(byte)
            if before is None or shape is None:
                continue
            if not (shape.is_whole(before) if reader.text is None else shape.begins(reader.text)):
                return False
        return True

    def _shape(self, reader: Reader) -> Shape | None:
        """Of the text that stands open, if there is one."""
        path = None if reader.text is None else reader.path
        if path is None:
            return None
        kind = tuple("*" if isinstance(key, int) else key for key in path)
        if kind not in self._shapes:
            self._shapes[kind] = self._made(kind)
        return self._shapes[kind]

    def _part(self, path: Path) -> Any:
        schema: Any = self._grammar.schema
        for key in path:
            is_list = key == "*" or isinstance(key, int)
            schema = schema["items"] if is_list else schema["properties"][key]
        return schema

    def _made(self, path: Path) -> Shape | None:
        schema = self._part(path)
        if not schema.get("x-copied"):
            return shape_of(schema)
        if self._spans is None:
            raise refused("A copied text needs a source: say which (`grammar.over`).")
        return self._spans


def _opening(schema: Mapping[str, Any]) -> str:
    """How a value begins, where there is one way."""
    if "enum" in schema:
        return '"' if all(isinstance(one, str) for one in schema["enum"]) else ""
    openings = {"string": '"', "array": "[", "object": "{"}
    kind = schema["type"]
    return openings.get(kind, "") if isinstance(kind, str) else ""


def _ranked(step: StepResult, pairs: Sequence[tuple[int, float]]) -> StepResult:
    ids, logits = tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
    return StepResult(step.length, ids, logits, engine_ms=step.engine_ms)


async def _first_tokens(model: Model, texts: Sequence[str]) -> list[int]:
    """The first token of each text; all are asked for at once, a line each."""
    ids = await model.encode("\n".join(texts), bos=False)
    pieces = await model.pieces(ids)
    after_line_end = [True, *(piece.strip("\n") == "" for piece in pieces[:-1])]
    first = (token for token, first in zip(ids, after_line_end, strict=True) if first)
    return list(dict.fromkeys(first))
