"""Fields pulled out of texts over the fake engine: values, their places, marks, rows."""

import json
from dataclasses import dataclass

import pytest

from hearthside.errors import InvalidInput
from hearthside.generation.grammar import Field, Kind
from hearthside.write import Piece, Writer
from tests.unit.write.desk import chatting, shown, taught

NOTE = "Ms Okafor ordered 14 copies on 3 May 2025, not paid. Call Gintaras."
FORM = (
    Field("customer", Kind.TEXT),
    Field("copies", Kind.WHOLE),
    Field("day", Kind.DATE),
    Field("paid", Kind.YES_NO),
    Field("contact", Kind.TEXT, optional=True),
)
SAID = '{"customer":"Ms Okafor","copies":14,"day":"2025-05-03","paid":false,"contact":null}'


@dataclass(frozen=True)
class Order:
    customer: str
    copies: int


@pytest.mark.parametrize("chats", [False, True])
async def test_each_value_points_at_its_place(chats: bool) -> None:
    engine, model = await (chatting() if chats else taught())
    engine.enqueue(SAID)
    async with Writer(model) as writer:
        text, sent, result = await shown(writer.extract(NOTE, FORM))
    assert json.loads(text) == result.values == json.loads(SAID)
    quoted = {
        name: [NOTE[one.start : one.end] for one in places] for name, places in result.found.items()
    }
    assert quoted == {
        "customer": ["Ms Okafor"],
        "copies": ["14"],
        "day": ["3 May 2025"],
        "paid": [],
        "contact": [],
    }
    assert result.marks == () and not result.partial
    assert "Extract as JSON: customer (text), copies (number), day (YYYY-MM-DD)" in sent[0].text


async def test_a_form_may_be_a_dataclass() -> None:
    engine, model = await taught()
    engine.enqueue('{"customer":"Ms Okafor","copies":14}')
    async with Writer(model) as writer:
        assert (await writer.extract(NOTE, Order).read()).values["copies"] == 14


async def test_a_value_that_stands_nowhere_is_marked() -> None:
    engine, model = await taught()
    engine.enqueue('{"since":"2020-01-02","paid":true}')
    async with Writer(model) as writer:
        fields = [Field("since", Kind.DATE), Field("paid", Kind.YES_NO)]
        text, _, result = await shown(writer.extract("Ann paid long ago.", fields))
    assert [text[mark.start : mark.end] for mark in result.marks] == ['"2020-01-02"']
    assert result.found["since"] == ()


async def test_stopped_in_the_middle_of_a_value_it_keeps_what_was_read() -> None:
    engine, model = await taught()
    engine.enqueue(SAID)
    async with Writer(model) as writer, writer.extract(NOTE, FORM) as writing:
        text = ""
        async for event in writing:
            text += event.text if isinstance(event, Piece) else ""
            if '"copies":14' in text and "day" in text:
                break
    assert writing.result is not None and writing.result.partial
    assert writing.result.values["customer"] == "Ms Okafor"
    assert writing.result.values["copies"] == 14


@pytest.mark.parametrize("fields", [(), (Field(""),), (Field("a"), Field("a"))])
async def test_a_form_that_cannot_be_asked_is_refused_in_words(fields: tuple[Field, ...]) -> None:
    _, model = await taught()
    async with Writer(model) as writer:
        with pytest.raises(InvalidInput, match="field"):
            await writer.extract(NOTE, fields).read()


async def test_rows_are_gone_on_with_where_they_ended() -> None:
    engine, model = await taught()
    engine.answer = lambda prompt: '{"customer":"Ann","copies":2}'
    texts = ["Ann has 2.", " ", "Ann wants 2."]
    async with Writer(model) as writer:
        rows = writer.extract_rows(texts, Order)
        first = await anext(rows)
        await rows.aclose()
        rest = [row async for row in writer.extract_rows(texts, Order, done=[0])]
    assert first.index == 0 and first.of == 3
    assert [(row.index, row.problem) for row in rest] == [
        (1, "There is no text in this row."),
        (2, ""),
    ]
    assert rest[1].written is not None and rest[1].written.values == {
        "customer": "Ann",
        "copies": 2,
    }
