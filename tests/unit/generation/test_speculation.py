"""Several tokens a step: the same text as without, in fewer steps; off where guesses fail."""

from dataclasses import replace
from typing import Any

import pytest

from hearthside.adapters.fake.engine import FAKE_MODEL, FakeEngine
from hearthside.errors import EngineError
from hearthside.generation.generate import Generation, StopRules, generate
from hearthside.generation.grammar import Field, Kind, grammar_of
from hearthside.generation.model import load_model
from hearthside.generation.sampling import SamplingOptions
from hearthside.generation.speculation.lookup import Lookup
from hearthside.ports import ModelInfo
from hearthside.wire import Code, Op

LETTER = (
    "Dear Ms. Lindqvist, the parcel HL-2208 was handed to Northern Parcel Service on Monday."
    " The invoice of 148.50 euros is due in May. Yours, Anna Berger, Harbour Street 12."
)
FIELDS = [Field("to", copied=True), Field("by", copied=True), Field("paid", Kind.YES_NO)]
JSON = '{"to":"Ms. Lindqvist","by":"Northern Parcel Service","paid":true}'
BEST = SamplingOptions(temperature=0.0)


async def written(
    answer: str,
    options: SamplingOptions = BEST,
    *,
    info: ModelInfo = FAKE_MODEL,
    speculate: bool = True,
    **more: Any,
) -> tuple[Generation, list[int]]:
    """A generation, and how many tokens each of its steps was fed after the prompt's."""
    engine = FakeEngine(info=info, answer=lambda _: answer)
    model = await load_model(engine, "fake")
    generation = generate(model, LETTER, options, speculate=speculate, **more)
    await generation.read()
    assert engine.open_caches == 0
    steps = [args for op, args in engine.calls if op == Op.STEP and len(args["ids"]) == 1]
    return generation, [1 + len(args["proposed"]) for args in steps]


async def test_what_is_copied_takes_fewer_steps() -> None:
    plain, alone = await written(LETTER, speculate=False)
    generation, steps = await written(LETTER)
    assert generation.text == plain.text == LETTER
    assert generation.token_ids == plain.token_ids
    assert generation.reason == plain.reason
    assert set(alone) == {1}
    assert len(steps) * 2 < len(alone)


@pytest.mark.parametrize(
    "options",
    [
        SamplingOptions(temperature=4.0, top_k=12, seed=3),
        SamplingOptions(temperature=4.0, top_p=0.9, repetition_penalty=1.3, seed=4),
        SamplingOptions(temperature=0.0, no_repeat_ngram=3),
    ],
)
async def test_the_same_draws_give_the_same_tokens(options: SamplingOptions) -> None:
    plain, _ = await written(LETTER, options, speculate=False)
    generation, steps = await written(LETTER, options)
    assert generation.token_ids == plain.token_ids
    assert max(steps) > 1


async def test_a_form_is_filled_in_fewer_steps_its_keys_among_them() -> None:
    grammar = grammar_of(FIELDS).over(LETTER)
    plain, alone = await written(JSON, speculate=False, grammar=grammar)
    generation, steps = await written(JSON, grammar=grammar)
    assert generation.text == plain.text == JSON
    assert len(steps) < len(alone)


async def test_rules_end_it_at_the_same_token() -> None:
    for rules in (
        StopRules(max_tokens=5),
        StopRules(strings=("handed",)),
        StopRules(sentence_after_tokens=4),
    ):
        plain, _ = await written(LETTER, rules=rules, speculate=False)
        generation, _ = await written(LETTER, rules=rules)
        assert (generation.token_ids, generation.text) == (plain.token_ids, plain.text)


async def test_a_full_context_ends_it_at_the_same_token() -> None:
    _, fed = await written(LETTER)
    prompt = await (await load_model(FakeEngine(), "fake")).encode(LETTER)
    info = replace(FAKE_MODEL, context_tokens=len(prompt) + 6)
    generation, steps = await written(LETTER, info=info)
    assert (len(generation.token_ids), generation.reason) == (7, "context")
    assert sum(steps) == 6 < sum(fed)


async def test_a_context_that_is_kept_holds_what_was_drawn_alone() -> None:
    engine = FakeEngine(answer=lambda _: LETTER)
    model = await load_model(engine, "fake")
    async with await model.open() as context:
        rules = StopRules(max_tokens=7)
        first = generate(model, LETTER, BEST, rules, context=context, speculate=True)
        await first.read()
        prompt = await model.encode(LETTER)
        assert context.ids == (*prompt, *first.token_ids[:-1])
        again = [*prompt, *first.token_ids, *await model.encode(" More.", bos=False)]
        step = await context.reach(again, top_k=1, exact=False)
        assert step.length == len(again)


async def test_where_guesses_do_not_hold_they_become_rare() -> None:
    """Other words than followed, at every second word."""
    words = LETTER.split()
    mixed = " ".join(word for pair in zip(words, reversed(words), strict=True) for word in pair)
    _, steps = await written(mixed)
    guessed = sum(1 for one in steps if one > 1)
    assert 0 < guessed < len(steps) / 4


async def test_where_a_token_is_not_the_same_beside_others_nothing_is_guessed() -> None:
    info = replace(FAKE_MODEL, batch_invariant=False)
    _, steps = await written(LETTER, info=info)
    assert set(steps) == {1}


async def test_a_step_that_fails_ends_it_as_without() -> None:
    engine = FakeEngine(answer=lambda _: LETTER)
    model = await load_model(engine, "fake")
    generation = generate(model, LETTER, BEST, speculate=True)
    async for token in generation:
        if token.index == 5:
            break
    engine.fail_next(Op.STEP, Code.ENGINE_FAILED)
    with pytest.raises(EngineError):
        await generation.read()
    assert engine.open_caches == 0


def test_the_longest_run_is_followed_from_where_it_was_met_last() -> None:
    lookup = Lookup()
    words = ["▁the", "▁fox", "▁ran", "▁the", "▁hen", "▁sat", "<eos>", "▁a", "▁the"]
    ids = {word: at for at, word in enumerate(dict.fromkeys(words))}
    for word in words:
        lookup.add(ids[word], word)
    assert lookup.following(3) == (1, [ids["▁hen"], ids["▁sat"]])
    lookup.add(ids["▁fox"], "▁fox")
    assert lookup.following(3) == (2, [ids["▁ran"], ids["▁the"], ids["▁hen"]])


def test_a_run_is_found_behind_another_mark_than_it_stood() -> None:
    lookup = Lookup()
    for token, piece in enumerate(["▁Anna", "▁Berger", '":"']):
        lookup.add(token, piece)
    assert lookup.following(2) == (0, [])
    lookup.add(9, "Anna")
    assert lookup.following(2) == (1, [1, 2])
