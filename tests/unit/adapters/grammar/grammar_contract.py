"""What every engine promises of grammars, whatever model it has. Holds no test: see CONTRACT."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

import pytest

from hearthside.adapters.fake.words import FIRST_MORE
from hearthside.errors import InvalidInput
from hearthside.generation.model import Model
from hearthside.generation.pieces import bytes_of
from hearthside.wire import Code

Promise: TypeAlias = Callable[[Model], Awaitable[None]]

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "kind": {"enum": ["bill", "bé", None, 12, 1]},
        "note": {"type": ["string", "null"], "minLength": 1, "maxLength": 3},
        "n": {"type": "integer", "minimum": -20, "maximum": 300},
        "list": {"type": "array", "items": {"type": "boolean"}, "minItems": 1, "maxItems": 2},
        "x": {"type": "number"},
    },
    "required": ["kind", "note", "n", "list"],
    "additionalProperties": False,
}
WHOLE = (
    '{"kind":"bé","note":"é\\n🙂","n":-12,"list":[true,false],"x":1.5}',
    '{"kind":null,"note":null,"n":0,"list":[true]}',
)
WRONG = (
    *('{"kind":"bx', '{"note', '{"kind":1,}', '{ "kind', '{"kind":2', "[", "x"),
    *('{"kind":1,"note":""', '{"kind":1,"note":"abcd', '{"kind":1,"note":null,"n":301,'),
    *('{"kind":1,"note":null,"n":1,"list":[]', '{"kind":1,"note":null,"n":1,"list":[true,]'),
)


async def bytes_spelled(model: Model, text: str) -> list[int]:
    """The tokens that stand for a text's bytes, one for each."""
    fixed = FIRST_MORE if model.info.device == "fake" else model.info.vocab_size
    known = await model.pieces(range(fixed))
    at = {piece: token for token, piece in enumerate(known)}
    return [at[f"<0x{byte:02X}>"] for byte in text.encode()]


async def allowed(model: Model, grammar: int, answer: list[int]) -> set[int]:
    """Every token that may follow an answer, after a prompt that is none of it."""
    async with await model.open() as context:
        ids = [model.info.bos_id, model.info.bos_id, *answer]
        step = await context.step(
            ids, top_k=model.info.vocab_size, grammar=grammar, answered=len(answer)
        )
    return set(step.top_ids)


async def an_answer_is_held_to_its_grammar(model: Model) -> None:
    grammar = await model.engine.open_grammar(SCHEMA)
    for text in WHOLE:
        json.loads(text)
        ids = await bytes_spelled(model, text)
        assert await allowed(model, grammar, ids) == set(model.info.eos_ids)
        for end in range(0, len(ids), 7):
            following = await allowed(model, grammar, ids[:end])
            assert not following & set(model.info.eos_ids)
            texts = [bytes_of(piece) for piece in await model.pieces(list(following))]
            rest = text.encode()[end:]
            assert any(rest.startswith(one) for one in texts)
    await model.engine.close_grammar(grammar)


async def what_is_no_answer_is_refused(model: Model) -> None:
    grammar = await model.engine.open_grammar(SCHEMA)
    for text in WRONG:
        with pytest.raises(InvalidInput) as refused:
            await allowed(model, grammar, await bytes_spelled(model, text))
        assert refused.value.code == Code.CALL_INVALID, text
    for schema in ({"enum": list[Any]()}, {"type": "thing"}):
        with pytest.raises(InvalidInput) as refused:
            await model.engine.open_grammar(schema)
        assert refused.value.code == Code.GRAMMAR_INVALID
    await model.engine.close_grammar(grammar)
    for closing in (model.engine.close_grammar(grammar), allowed(model, grammar, [])):
        with pytest.raises(InvalidInput) as refused:
            await closing
        assert refused.value.code == Code.GRAMMAR_UNKNOWN


async def a_number_comes_to_an_end(model: Model) -> None:
    """Without bounds too: at most 15 digits before the point, and 6 behind it."""
    digits = set(await bytes_spelled(model, "0123456789"))
    for kind, longest in (("number", ("9" * 15, "0.123456")), ("integer", ("9" * 15,))):
        items = {"type": "array", "items": {"type": kind}}
        grammar = await model.engine.open_grammar(items)
        for text in longest:
            answer = await bytes_spelled(model, f"[{text}")
            following = await allowed(model, grammar, answer)
            pieces = await model.pieces(list(following - digits))
            assert not following & digits
            assert not any(bytes_of(piece)[:1].isdigit() for piece in pieces)
            assert any(bytes_of(piece)[:1] in (b"]", b",") for piece in pieces)
        await model.engine.close_grammar(grammar)


async def the_best_of_what_may_follow_are_those_of_all(model: Model) -> None:
    """Ranked as without a grammar, and log_z stays that of all tokens."""
    grammar = await model.engine.open_grammar(SCHEMA)
    ids = [model.info.bos_id, model.info.bos_id]
    every = model.info.vocab_size
    async with await model.open() as context:
        free = await context.step(ids, top_k=every, want_log_z=True, advance=False)
        held = await context.step(ids, top_k=every, want_log_z=True, advance=False, grammar=grammar)
    assert held.log_z == pytest.approx(free.log_z, abs=1e-4)
    among = [
        one for one in zip(free.top_ids, free.top_logits, strict=True) if one[0] in held.top_ids
    ]
    if len(free.top_ids) == every:
        assert [one[0] for one in among] == list(held.top_ids)
    assert held.top_logits == pytest.approx(
        [one[1] for one in among][: len(held.top_ids)], abs=1e-4
    )
    await model.engine.close_grammar(grammar)


CONTRACT: Final[tuple[Promise, ...]] = (
    an_answer_is_held_to_its_grammar,
    what_is_no_answer_is_refused,
    a_number_comes_to_an_end,
    the_best_of_what_may_follow_are_those_of_all,
)
