"""The promises of decode: how a generation runs, ends, stops, repeats and cleans up."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hearthside.adapters.fake.engine import FAKE_MODEL, FakeEngine
from hearthside.errors import EngineError, InvalidInput, WorkerLost
from hearthside.generation.generate import Generation, Reason, StopRules, Token, generate
from hearthside.generation.model import Model, load_model
from hearthside.generation.pieces import TextGate
from hearthside.generation.sampling import SamplingOptions
from hearthside.wire import Code, Op

STORY = "Mr. Fox ran home. It was late, and he was 3.5 years old! The end came 🦊 soon."


async def teller(*texts: str, **options: Any) -> tuple[FakeEngine, Model]:
    engine = FakeEngine(**options)
    engine.enqueue(*texts)
    return engine, await load_model(engine, "fake")


async def told(rules: StopRules | None = None, text: str = STORY) -> Generation:
    engine, model = await teller(text)
    generation = generate(model, "Tell me.", rules=rules)
    shown = "".join([token.text async for token in generation])
    assert shown == generation.text
    assert engine.open_caches == 0
    return generation


async def test_text_arrives_token_by_token_until_the_model_ends_it() -> None:
    generation = await told()
    assert generation.text == STORY
    assert generation.reason == Reason.END
    assert generation.token_ids[-1] in FAKE_MODEL.eos_ids
    assert generation.prompt_tokens == 4


async def test_a_prompt_may_be_text_or_ids_and_starts_with_bos() -> None:
    engine, model = await teller("one", "two")
    assert await generate(model, "Hi").read() == "one"
    assert await generate(model, await model.encode("Hi")).read() == "two"
    steps = [args["ids"] for op, args in engine.calls if op == Op.STEP and len(args["ids"]) > 1]
    assert steps[0] == steps[1]
    assert steps[0][0] == model.info.bos_id


async def test_each_token_says_what_when_and_how_long() -> None:
    _, model = await teller("a b", delay_s=0.001)
    tokens = [token async for token in generate(model, "Hi")]
    assert [(token.text, token.index) for token in tokens] == [("a", 0), (" b", 1), ("", 2)]
    assert tokens[0].engine_ms == 1.0
    assert isinstance(tokens[0], Token)


async def test_max_tokens_ends_it_and_lets_go_of_what_was_held() -> None:
    generation = await told(StopRules(max_tokens=3, strings=(" ran away",)))
    assert generation.text == "Mr. Fox"
    assert (generation.reason, len(generation.token_ids)) == (Reason.MAX_TOKENS, 3)
    held = await told(StopRules(max_tokens=4, strings=(" ran away",)))
    assert held.text == "Mr. Fox ran"


async def test_text_held_for_a_stop_string_is_shown_when_the_model_ends() -> None:
    generation = await told(StopRules(strings=("soon.\n",)))
    assert generation.text == STORY


@pytest.mark.parametrize(
    ("strings", "text"),
    [
        (("home",), "Mr. Fox ran "),
        (("x ran ho",), "Mr. Fo"),  # over three tokens
        (("late", " It"), "Mr. Fox ran home."),  # the first in the text, not in the list
        (("M",), ""),
        (("🦊",), "Mr. Fox ran home. It was late, and he was 3.5 years old! The end came "),
    ],
)
async def test_stop_strings_end_it_wherever_tokens_divide_them(
    strings: tuple[str, ...], text: str
) -> None:
    generation = await told(StopRules(strings=strings))
    assert (generation.text, generation.reason) == (text, Reason.STOP_STRING)


async def test_the_first_sentence_end_past_the_mark_ends_it() -> None:
    first = await told(StopRules(sentence_after_tokens=0))
    assert (first.text, first.reason) == ("Mr. Fox ran home.", Reason.SENTENCE)
    second = await told(StopRules(sentence_after_tokens=8))
    assert second.text == "Mr. Fox ran home. It was late, and he was 3.5 years old!"


async def test_a_sentence_takes_its_closing_quote_along() -> None:
    generation = await told(StopRules(sentence_after_tokens=0), 'He said "No." Then he left.')
    assert generation.text == 'He said "No."'


async def test_a_text_that_never_ends_a_sentence_runs_to_its_limit() -> None:
    generation = await told(StopRules(sentence_after_tokens=1, max_tokens=5), "a b c d e f g h")
    assert (generation.text, generation.reason) == ("a b c d e", Reason.MAX_TOKENS)


def gate_feed(gate: TextGate, texts: list[str]) -> list[str]:
    return [gate.feed(text, number + 1) for number, text in enumerate(texts)]


def test_the_gate_holds_no_more_than_it_must() -> None:
    gate = TextGate(StopRules(strings=("\n\nQ", "END")))
    assert gate_feed(gate, ["a", "\n", "b\n\n", "E", "N", "x"]) == [
        "a",
        "",
        "\nb",
        "\n\n",
        "",
        "ENx",
    ]
    assert gate.reason is None


def test_a_sentence_end_that_spans_what_was_shown_is_seen() -> None:
    gate = TextGate(StopRules(sentence_after_tokens=1))
    assert gate_feed(gate, ["Go", "!", "\u201d", " So"]) == ["Go", "!", "\u201d", ""]
    assert gate.reason == Reason.SENTENCE


async def test_the_model_may_not_end_before_min_tokens() -> None:
    generation = await told(StopRules(min_tokens=3, max_tokens=3), "a")
    assert len(generation.token_ids) == 3
    assert not set(generation.token_ids) & set(FAKE_MODEL.eos_ids)


async def test_the_context_ends_it_when_nothing_more_can_be_read() -> None:
    _, model = await teller(" x" * 50, info=replace(FAKE_MODEL, context_tokens=8))
    generation = generate(model, "a b c")  # four tokens with bos
    await generation.read()
    assert generation.reason == Reason.CONTEXT
    assert len(generation.token_ids) == 5  # the last one drawn is not fed any more


async def test_the_same_seed_writes_the_same_and_another_may_not() -> None:
    async def write(seed: int) -> list[int]:
        _, model = await teller("x")
        options = SamplingOptions(seed=seed, temperature=5.0, top_p=1.0)
        generation = generate(model, "Hi", options, StopRules(max_tokens=30, min_tokens=30))
        await generation.read()
        return generation.token_ids

    assert await write(1) == await write(1)
    assert await write(1) != await write(2)


async def test_what_a_context_held_before_changes_nothing() -> None:
    engine, model = await teller("a b c", "d e f")
    async with await model.open() as context:
        assert await generate(model, "First prompt", context=context).read() == "a b c"
        assert engine.open_caches == 1
        assert await generate(model, "Second", context=context).read() == "d e f"
        assert engine.history == ["First prompt", "Second"]
    assert engine.open_caches == 0


async def test_history_counts_for_the_repetition_rules() -> None:
    _, model = await teller("fox fox", "fox fox")
    said = await model.encode("fox", bos=False)
    options = SamplingOptions(temperature=0, no_repeat_ngram=1)
    free = generate(model, "Hi", options, StopRules(max_tokens=1))
    assert await free.read() == "fox"
    bound = generate(model, "Hi", options, StopRules(max_tokens=1), history=said)
    assert await bound.read() != "fox"


async def leave_by_break(generation: Generation) -> None:
    async with generation:
        async for _ in generation:
            break


async def leave_by_close(generation: Generation) -> None:
    await anext(generation)
    await generation.aclose()
    await generation.aclose()


async def leave_by_cancel(generation: Generation) -> None:
    task = asyncio.create_task(generation.read())
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("leave", [leave_by_break, leave_by_close, leave_by_cancel])
async def test_leaving_early_keeps_the_text_and_gives_the_cache_back(
    leave: Callable[[Generation], Any],
) -> None:
    engine, model = await teller(STORY, delay_s=0.005)
    generation = generate(model, "Hi")
    await leave(generation)
    assert generation.reason == Reason.STOPPED
    assert generation.text.startswith("Mr")
    assert engine.open_caches == 0


async def test_a_generation_closed_before_it_began_never_reaches_the_engine() -> None:
    engine, model = await teller(STORY)
    generation = generate(model, "Hi")
    await generation.aclose()
    assert generation.reason == Reason.STOPPED
    assert [op for op, _ in engine.calls] == [Op.MODEL_LOAD]


async def test_closing_after_the_end_keeps_the_reason() -> None:
    generation = await told()
    await generation.aclose()
    assert generation.reason == Reason.END


@pytest.mark.parametrize(
    ("code", "kind"), [(Code.ENGINE_LOST, WorkerLost), (Code.ENGINE_FAILED, EngineError)]
)
async def test_an_error_midway_comes_through_and_the_text_so_far_stays(
    code: Code, kind: type[Exception]
) -> None:
    engine, model = await teller(STORY, STORY)
    generation = generate(model, "Hi")
    await anext(generation)
    engine.fail_next(Op.STEP, code)
    with pytest.raises(kind):
        await generation.read()
    assert generation.text == "Mr"
    assert engine.open_caches == 0
    assert await generate(model, "Hi").read() == STORY


async def test_an_error_before_the_cache_is_open_leaks_nothing() -> None:
    engine, model = await teller(STORY)
    engine.fail_next(Op.CACHE_OPEN, Code.ENGINE_FAILED)
    with pytest.raises(EngineError):
        await generate(model, "Hi").read()
    with pytest.raises(InvalidInput):
        await generate(model, [2] * 5000).read()
    assert engine.open_caches == 0


async def test_speed_is_measured_with_the_given_clock() -> None:
    times = iter([100.0, 102.0, 102.5, 103.0, 103.5])
    _, model = await teller("a b c")
    generation = generate(model, "Hi", clock=lambda: next(times))
    assert generation.first_token_s is None
    assert generation.tokens_per_second == 0.0
    await anext(generation)
    assert generation.first_token_s == 2.0
    assert generation.tokens_per_second == 0.0
    await generation.read()
    assert generation.tokens_per_second == pytest.approx(3 / 1.5)


def test_stop_rules_that_make_no_sense_are_refused() -> None:
    for rules in ({"max_tokens": 0}, {"strings": ("a", "")}):
        with pytest.raises(InvalidInput) as caught:
            StopRules(**rules)  # type: ignore[arg-type]
        assert caught.value.code == Code.CALL_INVALID
