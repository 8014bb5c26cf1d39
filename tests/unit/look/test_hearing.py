"""Speech is written down while it is said: each sample in one piece, in order, however it comes."""

import asyncio
import random
from array import array

import pytest

from hearthside.adapters.fake.engine import FAKE_SEEING, FakeEngine
from hearthside.errors import InvalidInput, WorkerLost
from hearthside.generation.model import Model, load_model
from hearthside.look import Hearing, Said, transcribe_live
from hearthside.wire import Code, Op

RATE_HZ = 16_000


def sound(*seconds_and_level: tuple[float, float]) -> bytes:
    every = array("f")
    for seconds, level in seconds_and_level:
        every.extend(array("f", [level, -level]) * int(seconds * RATE_HZ / 2))
    return every.tobytes()


async def hearing() -> tuple[FakeEngine, Model, Hearing]:
    engine = FakeEngine(FAKE_SEEING)
    model = await load_model(engine, "fake")
    assert FAKE_SEEING.media is not None
    return engine, model, Hearing(FAKE_SEEING.media.audio)


async def pieces_of_all(heard: Hearing) -> list[bytes]:
    """What is left, once nothing more is said."""
    heard.end()
    pieces = []
    while piece := await heard.piece():
        pieces.append(piece)
    return pieces


async def next_piece(heard: Hearing) -> bytes | None:
    """The piece that can be cut off now, if there is one."""
    task = asyncio.ensure_future(heard.piece())
    for _ in range(3):
        await asyncio.sleep(0)
    if task.done():
        return task.result()
    task.cancel()
    return None


def seconds(piece: bytes | None) -> float:
    return len(piece or b"") / 4 / RATE_HZ


async def read(model: Model, heard: Hearing) -> list[Said]:
    return [said async for said in transcribe_live(model, heard)]


async def test_a_piece_ends_in_a_pause_as_soon_as_there_is_one() -> None:
    _, _, heard = await hearing()
    heard.feed(sound((3, 0.3), (1, 0.001), (3, 0.3)))
    assert await next_piece(heard) is None, "that pause came too soon, and it is no word's end now"
    heard.feed(sound((0.6, 0.001)))
    first = await next_piece(heard)
    assert 7.1 < seconds(first) < 7.5 and heard.behind_s == pytest.approx(7.6)
    assert await next_piece(heard) is None and heard.behind_s < 0.5


async def test_a_noise_as_loud_as_speech_is_cut_at_half_a_minute_and_whole() -> None:
    _, _, heard = await hearing()
    noise = random.Random(7)
    whole = array("f", [noise.uniform(-0.2, 0.2) for _ in range(70 * RATE_HZ)]).tobytes()
    heard.feed(whole[: 29 * RATE_HZ * 4])
    assert await next_piece(heard) is None
    heard.feed(whole[29 * RATE_HZ * 4 :])
    pieces = await pieces_of_all(heard)
    assert b"".join(pieces) == whole
    assert all(20 <= seconds(one) <= 30 for one in pieces[:-1]) and seconds(pieces[-1]) <= 30


@pytest.mark.parametrize("seed", range(5))
async def test_however_it_comes_each_sample_is_in_one_piece(seed: int) -> None:
    """Odd lengths, in which no chunk need end with a sample; a stop in the middle of a word."""
    chance, (_, _, heard) = random.Random(seed), await hearing()
    parts = [(chance.uniform(0.2, 9), chance.choice([0, 0.001, 0.1, 0.5])) for _ in range(12)]
    whole, pieces, at = sound(*parts), list[bytes](), 0
    while at < len(whole):
        step = chance.randrange(1, 400_000)
        heard.feed(whole[at : at + step])
        at += step
        if chance.random() < 0.5 and (piece := await next_piece(heard)):
            pieces.append(piece)
    heard.feed(b"\0\0")  # half a sample is none
    pieces += await pieces_of_all(heard)
    assert b"".join(pieces) == whole
    assert all(seconds(one) <= 30 and len(one) % 4 == 0 for one in pieces)


async def test_words_come_while_it_is_said_and_are_joined_by_single_blanks() -> None:
    engine, model, heard = await hearing()
    engine.enqueue("Good morning.", "", " How are you?")
    said: list[Said] = []

    async def listen() -> None:
        said.extend([one async for one in transcribe_live(model, heard)])

    task = asyncio.ensure_future(listen())
    for _ in range(3):
        heard.feed(sound((5, 0.3), (1, 0)))
        while not engine.media.heard or heard.behind_s > 0.3:
            await asyncio.sleep(0)
    assert len(engine.media.heard) == 3 and not task.done(), "before it has ended"
    heard.end()
    await task
    assert "".join(one.text for one in said) == "Good morning. How are you?"
    assert [one.part for one in said if one.reason] == [1, 2, 3]
    assert sum(engine.media.heard) == 18 * RATE_HZ - 3_200, "the silence at its end asks nobody"
    assert engine.media.open == {} and engine.open_caches == 0


async def test_what_a_slow_model_cannot_keep_up_with_waits_and_is_cut_into_longer_pieces() -> None:
    engine, model, heard = await hearing()
    engine.answer = lambda _prompt: "More."
    heard.feed(sound(*[(4, 0.3), (1, 0.001)] * 19))
    assert heard.behind_s == 95
    heard.end()
    said = await read(model, heard)
    assert len(engine.media.heard) == 4 and sum(engine.media.heard) == 95 * RATE_HZ
    assert min(engine.media.heard[:-1]) > 20 * RATE_HZ and heard.behind_s == 0
    assert "".join(one.text for one in said) == "More. More. More. More."


@pytest.mark.parametrize("quiet", [b"", b"\0\0", sound((0.005, 0.5)), sound((47, 0))])
async def test_what_nobody_can_hear_ends_without_a_word(quiet: bytes) -> None:
    engine, model, heard = await hearing()
    heard.feed(quiet)
    heard.end()
    assert await read(model, heard) == [] and engine.media.heard == []


async def test_a_lost_engine_raises_and_the_words_before_it_were_said() -> None:
    engine, model, heard = await hearing()
    engine.enqueue("Good morning.")
    heard.feed(sound((6, 0.3), (1, 0)))
    said: list[Said] = []
    with pytest.raises(WorkerLost):
        async for one in transcribe_live(model, heard):
            said.append(one)
            if one.reason:
                engine.fail_next(Op.MEDIA_ENCODE, Code.ENGINE_LOST)
                heard.feed(sound((2, 0.3)))
                heard.end()
    assert "".join(one.text for one in said) == "Good morning."
    assert 2 < heard.behind_s < 3


async def test_a_model_without_ears_is_refused() -> None:
    _, _, heard = await hearing()
    heard.feed(sound((1, 0.3)))
    heard.end()
    with pytest.raises(InvalidInput, match="does not hear"):
        await read(await load_model(FakeEngine(), "fake"), heard)
