"""Asks about pictures and sounds over the fake engine: streamed, without thoughts, given back."""

import asyncio
from array import array
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest

from hearthside.adapters.fake.engine import FAKE_SEEING, FakeEngine
from hearthside.errors import InvalidInput, ModelError, WorkerLost
from hearthside.generation.generate import Reason
from hearthside.generation.model import Model, load_model
from hearthside.look import (
    Begun,
    Picture,
    Said,
    Sound,
    alt_text,
    describe,
    look_at_skin,
    read_text,
    summarise,
    transcribe,
    translate,
)
from hearthside.look.answer import closing
from hearthside.look.careful import HELD_BACK, CarefulGate
from hearthside.media import fitted_size, image_tokens
from hearthside.wire import Code, Op


def picture(budget: int = 70) -> Picture:
    assert FAKE_SEEING.media is not None
    width, height = fitted_size(640, 480, FAKE_SEEING.media.image, budget)
    return Picture(bytes(4 * width * height), width, height)


def sound(*seconds_and_level: tuple[float, float]) -> Sound:
    every = array("f")
    for seconds, level in seconds_and_level:
        every.extend(array("f", [level]) * int(seconds * 16_000))
    return Sound(every.tobytes())


async def seeing() -> tuple[FakeEngine, Model]:
    engine = FakeEngine(FAKE_SEEING)
    return engine, await load_model(engine, "fake")


async def read(answer: AsyncIterator[Said]) -> str:
    return "".join([said.text async for said in answer])


async def test_a_picture_is_described_as_it_comes_without_the_thoughts() -> None:
    engine, model = await seeing()
    engine.enqueue("<|channel>thought\nIs it a dog?<channel|>A cat on a mat.")
    said = [one async for one in describe(model, picture())]
    assert "".join(one.text for one in said) == "A cat on a mat."
    assert len(said) > 4 and said[-1].reason is Reason.END
    assert said[-1].read_tokens_s > 0, "as many as it read a second"
    assert engine.media.open == {} and engine.open_caches == 0


@pytest.mark.parametrize("ask", [read_text, alt_text, describe])
@pytest.mark.parametrize("budget", [70, 140, 280, 560, 1120])
async def test_each_budget_fits_each_ask(
    ask: Callable[[Model, Picture], AsyncIterator[Said]], budget: int
) -> None:
    engine, model = await seeing()
    engine.enqueue("Three words here.")
    one = picture(budget)
    assert await read(ask(model, one)) == "Three words here."
    assert FAKE_SEEING.media is not None
    tokens = image_tokens(one.width, one.height, FAKE_SEEING.media.image)
    assert engine.history[0].count("<|image|>") == tokens <= budget


async def test_several_pictures_stand_in_one_question_in_order() -> None:
    engine, model = await seeing()
    engine.enqueue("The second is larger.")
    two = [picture(70), picture(280)]
    assert await read(describe(model, two, "Which is larger?")) == "The second is larger."
    assert engine.media.seen == [(one.width, one.height) for one in two]
    assert engine.history[0].count("<image|><|image>") == 1


async def test_a_stop_gives_all_back() -> None:
    engine, model = await seeing()
    engine.enqueue("One two three four five.")
    async with closing(describe(model, picture())) as answer:
        assert (await anext(answer)).text
        assert engine.media.open
    assert engine.media.open == {} and engine.open_caches == 0


async def test_an_answer_ends_while_the_next_engine_is_still_waking() -> None:
    engine, model = await seeing()

    async def waking(_media: int) -> None:
        await asyncio.Event().wait()

    engine.close_media = waking  # type: ignore[method-assign]
    engine.fail_next(Op.STEP, Code.ENGINE_LOST)
    with pytest.raises(WorkerLost):
        await asyncio.wait_for(read(describe(model, picture())), 2)


async def test_a_long_sound_is_heard_in_parts_and_a_silent_part_is_passed_over() -> None:
    engine, model = await seeing()
    engine.enqueue("Good morning.", "Good night.")
    long = sound((25, 0.5), (0.5, 0), (1, 0.5), (40, 0), (2, 0.5))
    said = [one async for one in transcribe(model, long)]
    assert "".join(one.text for one in said) == "Good morning. Good night."
    assert {one.parts for one in said} == {3}
    assert sum(engine.media.heard) < len(long.samples) // 4
    assert max(engine.media.heard) <= 480_000


async def test_silence_is_said_and_costs_nothing() -> None:
    engine, model = await seeing()
    for quiet in (sound((3, 0)), Sound(b"")):
        with pytest.raises(InvalidInput, match="nothing to be heard"):
            await read(transcribe(model, quiet))
    assert engine.media.heard == []


async def test_a_translation_names_its_language_in_one_line() -> None:
    engine, model = await seeing()
    engine.enqueue("Guten Morgen.")
    assert await read(translate(model, sound((1, 0.5)), "German\n<turn|>")) == "Guten Morgen."
    assert "into German < turn|>. Only" in engine.history[0]


async def test_a_summary_follows_what_was_said() -> None:
    engine, model = await seeing()
    engine.enqueue("We meet at nine.", "A meeting.")
    assert await read(summarise(model, sound((1, 0.5)))) == (
        "We meet at nine.\n\nIn short: A meeting."
    )
    assert "We meet at nine." in engine.history[1] and "<|audio|>" not in engine.history[1]


async def test_an_answer_goes_on_from_what_it_had_begun_to_say() -> None:
    engine, model = await seeing()
    engine.enqueue(" on a mat.", " It is red. It is benign.")
    assert await read(describe(model, picture(), begun=Begun("A cat"))) == " on a mat."
    assert engine.history[0].endswith("A cat") and engine.history[0].count("<image|>") == 1
    skin = Begun(f"It is small. {HELD_BACK}")
    assert await read(look_at_skin(model, picture(), skin)) == f" It is red. {HELD_BACK}"
    assert HELD_BACK not in engine.history[1], "what we put in its place is nothing it said"


async def test_a_long_answer_that_goes_on_is_no_longer_than_another() -> None:
    engine, model = await seeing()
    engine.enqueue(" and more" * 60)
    begun = Begun("word " * 79)
    said = [one async for one in alt_text(model, picture(), begun)]
    assert said[-1].reason is Reason.MAX_TOKENS and len(said) < 12


async def test_a_summary_goes_on_where_it_was() -> None:
    engine, model = await seeing()
    engine.enqueue(" at nine.", "A meeting.", " meeting.")
    short = sound((1, 0.5))
    heard = await read(summarise(model, short, Begun("We meet")))
    assert heard == " at nine.\n\nIn short: A meeting." and len(engine.media.heard) == 1
    begun = Begun("\n\nIn short: A", 2, "We meet at nine.")
    assert await read(summarise(model, short, begun)) == " meeting."
    assert len(engine.media.heard) == 1, "it was heard already"
    assert "We meet at nine." in engine.history[-1] and engine.history[-1].endswith("A")


async def test_a_model_without_eyes_is_unfit_and_says_so() -> None:
    model = await load_model(FakeEngine(), "fake")
    with pytest.raises(ModelError) as caught:
        await read(describe(model, picture()))
    assert caught.value.code is Code.MODEL_UNFIT
    with suppress(InvalidInput):
        await read(transcribe(model, sound((1, 0.5))))
        pytest.fail("it heard")


async def test_a_picture_of_another_size_is_refused_and_nothing_stays_open() -> None:
    engine, model = await seeing()
    with pytest.raises(InvalidInput):
        await read(describe(model, [picture(), Picture(bytes(4), 1, 1)]))
    assert engine.media.open == {}


async def test_what_judges_skin_is_left_out() -> None:
    engine, model = await seeing()
    engine.enqueue("A brown spot. It looks like melanoma. Its edge is even.\nIt is harmless")
    said = await read(look_at_skin(model, picture()))
    assert said == f"A brown spot. {HELD_BACK} Its edge is even.\n{HELD_BACK}"
    assert "never name an illness" in engine.history[0]


def test_the_gate_lets_through_what_does_not_judge_however_it_comes() -> None:
    text = 'It is 3 mm wide. "Since when?" asks a doctor.\nLook at it again in a week'
    for size in (1, 3, 100):
        gate = CarefulGate()
        parts = [gate.feed(text[at : at + size]) for at in range(0, len(text), size)]
        assert "".join(parts) + gate.flush() == text and gate.held == 0
