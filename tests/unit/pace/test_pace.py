"""What long texts cost: which lengths, what is fed, where it thins out, what is kept."""

from dataclasses import asdict, replace
from itertools import count

import pytest

from hearthside.adapters.fake.engine import FAKE_MODEL, FakeEngine
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.generation.model import Model
from hearthside.pace import (
    DECODED_TOKENS,
    Cost,
    Measured,
    Reading,
    lengths_for,
    measure,
    measured_of,
    measured_text,
    read_measured,
    thin_places,
)
from hearthside.store import checked
from hearthside.wire import Code, Op
from tests.unit.hostile import spoiled

GB = 10**9


def model(context_tokens: int = 4096) -> tuple[FakeEngine, Model]:
    info = replace(FAKE_MODEL, context_tokens=context_tokens)
    engine = FakeEngine(info=info, answer=lambda _: "On and on.")
    return engine, Model(engine, engine.info)


def steps(engine: FakeEngine) -> list[tuple[int, int]]:
    """How many tokens each step fed, and how many candidates it wanted."""
    return [(len(args["ids"]), args["top_k"]) for op, args in engine.calls if op == Op.STEP]


@pytest.mark.parametrize(
    ("context", "lengths"),
    [
        (131_072, (256, 2048, 4096, 8192)),
        (8192, (256, 2048, 4096, 8176)),
        (4096, (256, 2048, 4080)),
        (2048, (256, 2032)),
        (200, (184,)),
        (17, (1,)),
        (16, ()),
        (0, ()),
    ],
)
def test_lengths_are_those_asked_for_as_far_as_the_model_reads(
    context: int, lengths: tuple[int, ...]
) -> None:
    assert lengths_for(context) == lengths


async def test_each_length_is_read_once_and_written_after() -> None:
    engine, one = model()
    ticks = count()
    found = [it async for it in measure(one, (256, 2048, 4080), clock=lambda: float(next(ticks)))]
    costs = [it for it in found if isinstance(it, Cost)]
    assert [it.tokens for it in costs] == [256, 2048, 4080]
    fed = steps(engine)
    written = [at for at, (size, top_k) in enumerate(fed) if size == 1 and top_k]
    assert len(written) >= 3 * DECODED_TOKENS
    assert sum(size for size, _ in fed) == 4080 + 3 * DECODED_TOKENS
    assert sum(1 for size, top_k in fed if top_k and size > 1) <= 3  # the head, once a prompt
    readings = [it for it in found if isinstance(it, Reading)]
    assert [it.tokens for it in readings] == sorted({it.tokens for it in readings})
    assert readings[-1].tokens == 4080
    # The clock shows one second a look: each slice took one, and so did all that was written.
    assert costs[-1].read_s == len(readings) and costs[0].tokens_per_second == DECODED_TOKENS
    assert engine.open_caches == 0


async def test_memory_is_asked_after_each_length() -> None:
    _, one = model(300)
    told = iter([100, 250])

    async def memory() -> int:
        return next(told)

    found = [it async for it in measure(one, lengths_for(300), memory_bytes=memory)]
    assert [it.memory_bytes for it in found if isinstance(it, Cost)] == [100, 250]


async def test_a_clock_that_stands_still_and_no_length_at_all_are_no_errors() -> None:
    _, one = model(300)
    found = [it async for it in measure(one, (100,), clock=lambda: 5.0)]
    assert found[-1] == Cost(100, 0.0, 0.0)
    assert [it async for it in measure(one, ())] == []


async def test_stopped_in_the_middle_or_failed_it_gives_the_cache_back() -> None:
    engine, one = model()
    async for _ in (going := measure(one, (256, 2048))):
        break
    await going.aclose()
    assert engine.open_caches == 0
    costs = 0
    with pytest.raises(HearthsideError) as caught:
        async for it in measure(one, (256, 5000)):
            costs += isinstance(it, Cost)
    assert caught.value.code == Code.CONTEXT_FULL and engine.open_caches == 0
    assert costs == 1


def cost(tokens: int, read_s: float, pace: float, memory: int = 0) -> Cost:
    return Cost(tokens, read_s, pace, memory)


def test_where_nothing_is_thin_nothing_is_said() -> None:
    costs = (cost(256, 0.5, 40), cost(2048, 4, 38), cost(8192, 20, 25))
    assert thin_places(costs, 131_072, 8 * GB) == ()
    assert thin_places((), 4096) == ()


def test_each_reason_is_told_at_the_length_where_it_begins() -> None:
    costs = (
        cost(256, 2, 12, GB),
        cost(2048, 31, 7, GB),
        cost(4096, 70, 4.8, 2 * GB + 2**29),
        cost(8176, 200, 2, 3 * GB),
    )
    thin = thin_places(costs, 8192, 8 * GB)
    assert [(it.why, it.tokens) for it in thin] == [
        ("wait", 2048),
        ("pace", 4096),
        ("slowed", 4096),
        ("memory", 4096),
        ("context", 8192),
    ]
    assert "31 seconds" in thin[0].words and "4.8 tokens a second" in thin[1].words
    small = thin_places(costs[:1], 131_072, GB)
    assert [it.why for it in small] == ["memory"]
    assert not thin_places((cost(256, 1, 0.0),), 131_072)  # a pace that no clock could tell
    busy = (cost(256, 7, 4.6), cost(2048, 9, 18), cost(4096, 20, 17))  # one bad moment, and over
    assert not thin_places(busy, 131_072)


MEASURED = measured_of(FAKE_MODEL, (cost(256, 0.5, 40, 7), cost(2048, 4.25, 38)), 1_700_000_000_000)


def test_what_is_kept_is_read_back_and_its_key_is_of_model_and_device() -> None:
    assert read_measured(measured_text(MEASURED)) == MEASURED
    assert MEASURED.key == "fake-fake-1"
    assert replace(MEASURED, device="webgpu").key != MEASURED.key


def test_a_spoiled_document_is_refused_or_sound() -> None:
    document = {"format": 1, **asdict(MEASURED)}
    for text in spoiled(document, most=300):
        try:
            it = checked(read_measured, text)
        except InvalidInput as error:
            assert error.code == Code.SHELF_INVALID
        else:
            assert isinstance(it, Measured) and it.costs and thin_places(it.costs, 4096) is not None


def test_costs_that_go_back_or_are_none_are_refused() -> None:
    for costs in ((), MEASURED.costs[::-1], (cost(0, 1, 1),), (cost(5, -1, 1),)):
        with pytest.raises(ValueError, match="it"):
            read_measured(measured_text(replace(MEASURED, costs=costs)))
