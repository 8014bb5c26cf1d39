"""The promises of the fake: it speaks its script, spells reversibly and keeps honest caches."""

import asyncio
import math
from operator import mul

import pytest

from hearthside.adapters.fake.engine import FAKE_MODEL, FakeEngine, FakeShelf
from hearthside.errors import EngineError, HearthsideError, InvalidInput, StorageError
from hearthside.ports import Engine, Shelf
from hearthside.wire import Code, Op

TEXTS = [
    "",
    "Once upon a time,  there were 2 bears.\n\nThe end",
    "she's and she\u2019s",
    "שלום 🦊 你好 e\u0301 \t tab",
    "<b>bold</b> & <0x0A>",
]


@pytest.mark.parametrize("text", TEXTS)
async def test_every_text_round_trips(text: str) -> None:
    engine: Engine = FakeEngine()
    ids = await engine.encode(text)
    assert await engine.decode(ids) == text
    assert len(await engine.pieces(ids)) == len(ids)
    assert await engine.encode(text, bos=True) == [FAKE_MODEL.bos_id, *ids]
    assert await engine.decode([FAKE_MODEL.bos_id, *ids]) == "<bos>" + text


async def test_it_says_what_is_queued_and_remembers_what_it_was_asked() -> None:
    engine = FakeEngine()
    engine.enqueue("yes", "no")
    for prompt, answer in (("<start_of_turn>user\nA?", "yes"), ("B?", "no")):
        cache = await engine.open_cache()
        step = await engine.step(cache, await engine.encode(prompt, bos=True), top_k=3)
        assert await engine.decode(step.top_ids[:1]) == answer
        assert step.top_logits[0] > step.top_logits[1] >= step.top_logits[2]
        step = await engine.step(cache, step.top_ids[:1], top_k=1)
        assert step.top_ids[0] in FAKE_MODEL.eos_ids
        step = await engine.step(cache, step.top_ids[:1], top_k=1)
        assert step.top_ids[0] in FAKE_MODEL.eos_ids
    assert engine.history == ["<start_of_turn>user\nA?", "B?"]


async def test_with_an_empty_queue_it_answers_by_its_function_or_says_so() -> None:
    engine = FakeEngine(answer=str.upper)
    cache = await engine.open_cache()
    step = await engine.step(cache, await engine.encode("hello"), top_k=1)
    assert await engine.decode(step.top_ids) == "HELLO"
    silent = FakeEngine()
    cache = await silent.open_cache()
    with pytest.raises(EngineError, match="enqueue"):
        await silent.step(cache, [10], top_k=1)


async def test_a_step_without_the_head_says_nothing() -> None:
    engine = FakeEngine()
    cache = await engine.open_cache()
    step = await engine.step(cache, [10, 11], top_k=0)
    assert (step.length, step.top_ids, step.log_z) == (2, (), None)
    assert engine.history == []


async def test_asked_logits_and_log_z_make_probabilities() -> None:
    engine = FakeEngine()
    engine.enqueue("word")
    cache = await engine.open_cache()
    every = range(len(engine._words.pieces) + 1)  # one more: the word it is about to say
    step = await engine.step(cache, [10], top_k=2, ask_ids=list(every), want_log_z=True)
    assert step.log_z is not None
    total = sum(math.exp(logit - step.log_z) for logit in step.asked_logits)
    assert total == pytest.approx(1.0)
    assert step.asked_logits[step.top_ids[0]] == step.top_logits[0]


async def test_asked_for_ids_alone_it_says_nothing_and_expects_the_words_it_has_read() -> None:
    engine = FakeEngine()
    labels = [(await engine.encode(f" {word}"))[0] for word in ("sport", "music", "Weather")]
    logits = []
    for text in ("We love sport and games.", "The WEATHER was cold; weather again!"):
        cache = await engine.open_cache()
        step = await engine.step(cache, await engine.encode(text), top_k=0, ask_ids=labels)
        logits.append(step.asked_logits)
    assert max(logits[0]) == logits[0][0] and max(logits[1]) == logits[1][2]
    assert engine.history == []


async def test_what_it_feels_depends_on_the_words_alone_and_texts_alike_feel_alike() -> None:
    felt = []
    for text in ("a cold day", "A day, cold.", "the loud drum of the band", "", "?!"):
        engine = FakeEngine()
        await engine.encode("an engine that has met other words")
        cache = await engine.open_cache()
        ids = await engine.encode(text, bos=True)
        step = await engine.step(cache, ids, top_k=0, want_hidden=True)
        assert (await engine.step(cache, [10], top_k=0)).hidden == ()
        felt.append(step.hidden)
    assert felt[0] == pytest.approx(felt[1])
    near, far = (sum(map(mul, felt[0], other)) for other in felt[1:3])
    assert near > 2 * far
    assert all(math.fsum(x * x for x in one) / len(one) == pytest.approx(1.0) for one in felt)


async def test_it_judges_as_it_is_told() -> None:
    def judge(text: str, word: str) -> float:
        return float(len(text)) if word == " yes" else -1.0

    engine = FakeEngine(judge=judge)
    (yes,), (no,) = await engine.encode(" yes"), await engine.encode(" no")
    cache = await engine.open_cache()
    ids = await engine.encode("four", bos=True)
    assert (await engine.step(cache, ids, top_k=0, ask_ids=[no, yes])).asked_logits == (-1.0, 4.0)


async def test_scores_follow_its_log_probs() -> None:
    engine = FakeEngine(log_probs={"good": -1.0})
    cache = await engine.open_cache()
    good, bad = await engine.encode(" good"), await engine.encode(" very bad")
    scores = await engine.score(cache, [good, bad])
    assert [sum(score) for score in scores] == [-1.0, -10.0]
    assert [len(score) for score in scores] == [1, 2]


async def test_a_step_that_does_not_advance_leaves_the_cache_as_it_was() -> None:
    engine = FakeEngine()
    engine.enqueue("a b", "a c")  # each prompt takes the next text
    cache = await engine.open_cache()
    ids = await engine.encode("Go")
    for _ in range(2):
        step = await engine.step(cache, ids, top_k=1, advance=False)
        assert (await engine.decode(step.top_ids), step.length) == ("a", len(ids))
    assert (await engine.step(cache, ids, top_k=0)).length == len(ids)


async def test_a_fork_speaks_on_alone_and_a_cut_ends_the_script() -> None:
    engine = FakeEngine()
    engine.enqueue("a b", "new")
    cache = await engine.open_cache()
    step = await engine.step(cache, await engine.encode("Go"), top_k=1)
    fork = await engine.fork_cache(cache)
    for one in (cache, fork):
        assert await engine.decode((await engine.step(one, step.top_ids, top_k=1)).top_ids) == " b"
    await engine.cut_cache(cache, 2)
    await engine.cut_cache(cache, 1)
    step = await engine.step(cache, [10], top_k=1)
    assert await engine.decode(step.top_ids) == "new"
    await engine.close_cache(fork)
    assert engine.open_caches == 1
    await engine.unload()
    assert (engine.open_caches, engine.loaded) == (0, False)


@pytest.mark.parametrize("method", ["fork_cache", "close_cache", "cut_cache", "step", "score"])
async def test_a_closed_cache_is_unknown(method: str) -> None:
    engine = FakeEngine()
    cache = await engine.open_cache()
    await engine.close_cache(cache)
    calls = {
        "fork_cache": lambda: engine.fork_cache(cache),
        "close_cache": lambda: engine.close_cache(cache),
        "cut_cache": lambda: engine.cut_cache(cache, 0),
        "step": lambda: engine.step(cache, [10], top_k=1),
        "score": lambda: engine.score(cache, [[10]]),
    }
    with pytest.raises(InvalidInput) as caught:
        await calls[method]()
    assert caught.value.code == Code.CACHE_UNKNOWN


async def test_impossible_steps_and_cuts_are_refused() -> None:
    engine = FakeEngine()
    cache = await engine.open_cache()
    for ids, code in (([], Code.CALL_INVALID), ([10] * 4097, Code.CONTEXT_FULL)):
        with pytest.raises(InvalidInput) as caught:
            await engine.step(cache, ids, top_k=1)
        assert caught.value.code == code
    with pytest.raises(InvalidInput):
        await engine.cut_cache(cache, 1)


async def test_it_fails_on_demand_once_and_only_there() -> None:
    engine = FakeEngine()
    engine.fail_next(Op.MODEL_LOAD, Code.DOWNLOAD_OFFLINE, "no net")
    engine.fail_next(Op.CACHE_OPEN, Code.ENGINE_FAILED)
    with pytest.raises(StorageError, match="no net"):
        await engine.load("fake")
    await engine.load("fake")
    with pytest.raises(HearthsideError):
        await engine.open_cache()
    assert await engine.open_cache() == 1


async def test_a_slow_step_can_be_cancelled() -> None:
    engine = FakeEngine(delay_s=60.0)
    cache = await engine.open_cache()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(engine.step(cache, [10], top_k=1), 0.01)
    assert engine._caches[cache].ids == []


async def test_the_shelf_keeps_lists_and_deletes() -> None:
    shelf: Shelf = FakeShelf()
    assert await shelf.list("stories") == []
    assert await shelf.get("stories", "a") is None
    await shelf.put("stories", "a", "1")
    await shelf.put("stories", "a", "2")
    await shelf.put("other", "a", "3")
    assert await shelf.list("stories") == [("a", "2")]
    assert await shelf.get("other", "a") == "3"
    await shelf.delete("stories", "a")
    await shelf.delete("stories", "a")
    await shelf.delete("nowhere", "a")
    assert await shelf.list("stories") == []
