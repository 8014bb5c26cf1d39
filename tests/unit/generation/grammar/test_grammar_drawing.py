"""Answers that are drawn under a grammar, by an engine that would say something else."""

import json
from datetime import date
from typing import Any

import pytest

from hearthside.adapters.fake.engine import FakeEngine
from hearthside.errors import InvalidInput
from hearthside.generation.generate import Generation, Reason, StopRules, generate
from hearthside.generation.grammar import Field, Grammar, Kind, grammar_of, read_answer
from hearthside.generation.model import load_model
from hearthside.generation.sampling import SamplingOptions
from hearthside.wire import Code, Op

LETTER = (
    'Dear Ms. "Ann" Grün,\nthe bill of 1,234.50 is due on 2026-12-01. 東京 Yours, Bob O\'Hara 🙂'
)
FORM = [
    Field("name", copied=True),
    Field("due", Kind.DATE),
    Field("total", Kind.NUMBER),
    Field("kind", Kind.CHOICE, choices=("bill", "letter")),
    Field("ref", Kind.PATTERN, pattern=r"[A-Z]{2}-\d{3,4}|none", optional=True),
    Field("people", many=True, most=2, copied=True),
]


async def answer(engine: FakeEngine, grammar: Grammar, **options: Any) -> Generation:
    model = await load_model(engine, "fake")
    sampling = SamplingOptions(**{"temperature": 0.0, **options})
    rules = StopRules(max_tokens=300)
    async with generate(model, "Read it:", sampling, rules, grammar=grammar) as tokens:
        await tokens.read()
    assert engine.open_caches == 0
    closed = [args["grammar"] for op, args in engine.calls if op is Op.GRAMMAR_CLOSE]
    assert len(closed) == sum(op is Op.GRAMMAR_OPEN for op, _ in engine.calls) == 1
    return tokens


def says(text: str) -> FakeEngine:
    engine = FakeEngine()
    engine.enqueue(text)
    return engine


async def test_what_fits_is_said_as_the_model_would_say_it() -> None:
    value = {
        "name": 'Ms. "Ann" Grün',
        "due": "2026-12-01",
        "total": 1234.5,
        "kind": "bill",
        "ref": None,
        "people": ["東京", "Bob O'Hara 🙂"],
    }
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    grammar = grammar_of(FORM).over(LETTER)
    tokens = await answer(says(said), grammar)
    assert (tokens.text, tokens.reason) == (said, Reason.END)
    read = read_answer(grammar, tokens.text)
    assert (read.value, read.whole) == (value, True)
    assert LETTER[slice(*read.places["name",])] == 'Ms. "Ann" Grün'
    assert LETTER[slice(*read.places["total",])] == "1,234.50"
    assert LETTER[slice(*read.places["people", 1])] == "Bob O'Hara 🙂"
    assert ("ref",) not in read.places


@pytest.mark.portable
@pytest.mark.parametrize(
    ("said", "options"),
    [
        ("I would rather not.", {}),
        ('{"name":"Annabel","due":"2026-02-31","total":"much"}', {"top_k": 1}),
        ('{"name":"","people":["Nobody"],"due":"tomorrow"', {"temperature": 1.0, "seed": 3}),
        ('{"name":"Ann","due":"2026-12-01","total":1e9,"kind":"other","ref":"ab-12"', {}),
        ("\x00\ud800\udfff\uffff", {"repetition_penalty": 1.5}),
    ],
)
async def test_whatever_the_model_would_say_the_answer_fits(
    said: str, options: dict[str, Any]
) -> None:
    grammar = grammar_of(FORM).over(LETTER)
    tokens = await answer(says(said), grammar, **options)
    assert tokens.reason is Reason.END
    value = json.loads(tokens.text)
    assert list(value) == [field.name for field in FORM]
    assert value["name"] in LETTER
    assert all(person in LETTER for person in value["people"])
    assert len(value["people"]) <= 2
    date.fromisoformat(value["due"])
    assert isinstance(value["total"], float | int)
    assert value["kind"] in ("bill", "letter")


async def test_a_text_that_was_stopped_in_the_middle_is_read_as_far_as_it_came() -> None:
    engine = says('{"name":"Ann","due":"2026-12-01","total":12')
    model = await load_model(engine, "fake")
    grammar = grammar_of(FORM).over(LETTER)
    rules = StopRules(max_tokens=11)
    async with generate(
        model, "x", SamplingOptions(temperature=0), rules, grammar=grammar
    ) as tokens:
        await tokens.read()
    assert tokens.reason is Reason.MAX_TOKENS
    read = read_answer(grammar, tokens.text)
    assert not read.whole
    assert read.value["name"] == "Ann"


@pytest.mark.parametrize("source", ["", " \n\t ", "x" * 5000])
async def test_where_the_source_has_no_word_a_copied_text_is_empty(source: str) -> None:
    grammar = grammar_of([Field("name", copied=True), Field("due", Kind.DATE)]).over(source)
    tokens = await answer(says('{"name":"Ann","due":"2026-12-01"}'), grammar)
    assert json.loads(tokens.text)["name"] == ""


async def test_a_copied_text_needs_a_source() -> None:
    with pytest.raises(InvalidInput, match="needs a source") as refused:
        await answer(says('{"name":"Ann"}'), grammar_of([Field("name", copied=True)]))
    assert refused.value.code == Code.GRAMMAR_INVALID


async def test_without_copied_texts_the_engine_alone_holds_the_answer() -> None:
    grammar = grammar_of([Field("n", Kind.WHOLE), Field("ok", Kind.YES_NO)])
    tokens = await answer(says('{"n":-12,"ok":true}'), grammar)
    assert tokens.text == '{"n":-12,"ok":true}'


async def test_an_answer_has_a_grammar_or_a_steering() -> None:
    class Free:
        def required(self, text: str) -> str:
            return ""

        def allows(self, text: str, piece: str) -> bool:
            return True

    model = await load_model(says("x"), "fake")
    with pytest.raises(InvalidInput, match="not both"):
        generate(model, "x", grammar=grammar_of([Field("n")]), steering=Free())
