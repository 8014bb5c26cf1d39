"""Every job on a model that chats in Gemma 4's turns and has no adapter."""

import json
from collections.abc import Callable

import pytest

from hearthside.adapters.fake.engine import FAKE_SEEING
from hearthside.generation.grammar import Field, Kind
from hearthside.wire import Op
from hearthside.write import Writer, Writing
from hearthside.write.checks.shape import Lines, Rules
from tests.unit.write.desk import chatting, shown

TEXT = "The boat leaves at 8. Anna has the tickets."
JOBS: dict[str, tuple[Callable[[Writer], Writing], str]] = {
    "summarise": (lambda it: it.summarise(TEXT, sentences=1), "Anna has tickets for the boat."),
    "bullets": (lambda it: it.summarise(TEXT, bullets=2), "- The boat leaves\n- Anna has tickets"),
    "answer": (lambda it: it.answer(TEXT, "When does it leave?"), "The boat leaves at 8."),
    "reply": (lambda it: it.reply(TEXT, ["thanks"]), "Thanks, that is good."),
    "rewrite": (lambda it: it.rewrite(TEXT, "shorter"), "The boat leaves at 8."),
    "title": (lambda it: it.title(TEXT), "The Boat"),
    "keywords": (lambda it: it.keywords(TEXT), "boat, tickets, leaves"),
}


@pytest.mark.parametrize("job", JOBS)
async def test_a_job_is_asked_in_a_turn(job: str) -> None:
    begin, answer = JOBS[job]
    engine, model = await chatting(FAKE_SEEING)
    engine.enqueue(answer, answer)
    async with Writer(model) as writer:
        text, [sent, *_], written = await shown(begin(writer))
    assert text == answer and not written.marks
    names = [part.name for part in sent.parts]
    assert names == ["marks", "instruction", "marks", "context", "marks", "input", "marks"]
    assert sent.text.startswith("<|turn>system\nYou do one job on a text.")
    assert sent.text.endswith("<turn|>\n<|turn>model\n")
    assert engine.open_caches == 0


async def test_a_label_is_scored_to_the_end_of_the_turn() -> None:
    engine, model = await chatting(FAKE_SEEING)
    engine.log_probs = {"boat": -1.0}
    async with Writer(model) as writer:
        written = await writer.classify(TEXT, ["train", "boat"]).read()
    assert written.text == "boat"
    [scored, *beforehand] = [args for op, args in engine.calls if op == Op.SCORE]
    assert len(beforehand) == 3, "what the labels have before anything is read"
    [end] = await model.encode("<turn|>", bos=False)
    assert [one[-1] for one in scored["continuations"]] == [end, end]


async def test_fields_are_drawn_by_the_grammar_alone() -> None:
    engine, model = await chatting(FAKE_SEEING)
    engine.enqueue('{"hour":8}')
    async with Writer(model) as writer:
        written = await writer.extract(TEXT, [Field("hour", Kind.NUMBER)]).read()
    assert json.loads(written.text) == written.values == {"hour": 8}


def test_a_thought_is_not_begun_where_an_answer_has_a_shape() -> None:
    rules = Rules(Lines(2))
    assert not rules.allows("", "<|channel>") and not rules.allows("It ", "<channel|>")
    assert rules.allows("", "<b>") and rules.allows("It ", "is")
