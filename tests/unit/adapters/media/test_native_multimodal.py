"""The native engine on the tiny Gemma 4: it writes, sees and hears what Hugging Face's code does.

The golden tokens are those of tests/unit/models/multimodal, whose picture and sound are fed as
patches and frames there; here as pixels and samples.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from hearthside.adapters.native.engine import NativeEngine
from hearthside.errors import InvalidInput, ModelError
from hearthside.generation.generate import StopRules, generate
from hearthside.generation.model import load_model
from hearthside.generation.sampling import SamplingOptions
from hearthside.media import audio_tokens, fitted_size, image_tokens
from hearthside.ports import Encoded, Engine, MediaEngine, MediaFormat, Placed, StepResult
from hearthside.wire import Code
from tests.unit.adapters.media import rules
from tests.unit.models.multimodal.cases import SENTENCE, prompts

ROOT = Path(__file__).parents[4]
GOLDEN = dict(np.load(ROOT / "tests/unit/models/multimodal/golden.npz"))
MODEL = "tiny-gemma-4"
WIDTH, HEIGHT = 144, 96
SAMPLES = 4000


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny models, made by their recipes."""
    out = tmp_path_factory.mktemp("models")
    command = [sys.executable, "-m", "models", "build", MODEL, "tiny", "--out", str(out)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    return out


async def loaded(models: Path) -> NativeEngine:
    engine = NativeEngine(models)
    await engine.load(MODEL)
    return engine


def form_of(engine: NativeEngine) -> MediaFormat:
    form = engine._model().info.media
    assert form is not None
    return form


def rgba() -> bytes:
    return bytes(rules.pixel(at) for at in range(4 * WIDTH * HEIGHT))


def samples() -> bytes:
    return np.array([rules.sample(at) for at in range(SAMPLES)], "<f4").tobytes()


async def vocabulary(engine: NativeEngine) -> dict[str, int]:
    ids = range(engine._model().info.vocab_size)
    return {piece: one for one, piece in enumerate(await engine.pieces(ids))}


async def test_it_is_an_engine_that_sees_and_says_so(models: Path) -> None:
    engine = await loaded(models)
    as_engine: Engine = engine
    as_media: MediaEngine = engine
    assert as_engine is as_media
    info = engine._model().info
    assert info.chat is not None and info.chat.end == "<turn|>" and info.chat.system == "system"
    assert await engine.pieces(info.eos_ids) == ["<eos>", "<turn|>"]
    form = form_of(engine)
    assert await engine.pieces([form.image.place_id]) == ["<|image|>"]
    assert form.audio.sample_rate_hz == 16_000


async def test_it_writes_the_tokens_of_hugging_face(models: Path) -> None:
    engine = await loaded(models)
    ids = prompts(await vocabulary(engine))["text"]
    assert await engine.encode(f" {SENTENCE}") == ids[1:]
    cache = await engine.open_cache()
    step = await engine.step(cache, ids, top_k=1, ask_ids=(5, 300), want_log_z=True)
    wanted = GOLDEN["text_logits"][-1]
    assert np.allclose(step.asked_logits, wanted[[5, 300]], atol=1e-3)
    assert step.log_z is not None
    assert abs(step.log_z - np.log(np.exp(wanted.astype(float)).sum())) < 1e-3
    chosen: list[int] = []
    for _ in range(len(GOLDEN["text_greedy"])):
        chosen.append(step.top_ids[0])
        step = await engine.step(cache, chosen[-1:], top_k=1)
    assert chosen == GOLDEN["text_greedy"].tolist()


async def test_single_logits_cost_no_top(models: Path) -> None:
    engine = await loaded(models)
    cache = await engine.open_cache()
    asked = await engine.step(cache, [2, 300], top_k=0, ask_ids=(7, 8), advance=False)
    whole = await engine.step(cache, [2, 300], top_k=3, ask_ids=(7, 8), advance=False)
    assert asked.top_ids == () and len(whole.top_ids) == 3
    assert asked.asked_logits == whole.asked_logits
    with pytest.raises(InvalidInput, match="hidden state"):
        await engine.step(cache, [2], top_k=0, want_hidden=True)


async def test_scores_are_what_steps_say(models: Path) -> None:
    engine = await loaded(models)
    cache = await engine.open_cache()
    await engine.step(cache, [2, 300, 301], top_k=0)
    [scores] = await engine.score(cache, [[302, 303]])
    for token, score in zip((302, 303), scores, strict=True):
        step = await engine.step(cache, [304], top_k=0, advance=False)
        twin = await engine.fork_cache(cache)
        await engine.cut_cache(twin, step.length - 2)
        last = 301 if token == 302 else 302
        told = await engine.step(twin, [last], top_k=0, ask_ids=[token], want_log_z=True)
        assert told.log_z is not None
        assert abs(told.asked_logits[0] - told.log_z - score) < 1e-4
        await engine.step(cache, [token], top_k=0)


async def both(engine: NativeEngine) -> tuple[list[int], list[Encoded]]:
    """A prompt with the picture and the sound in it."""
    form = form_of(engine)
    media = [
        await engine.encode_image(rgba(), WIDTH, HEIGHT),
        await engine.encode_audio(samples()),
    ]
    ids = [2, 300]
    for one, kind in zip(media, (form.image, form.audio), strict=True):
        assert one.place_id == kind.place_id
        ids += [kind.begin_id, *[kind.place_id] * one.tokens, kind.end_id, 301]
    return ids, media


async def fed(
    engine: NativeEngine, cache: int, ids: Sequence[int], media: Sequence[Encoded], size: int
) -> StepResult:
    """Feeds so many tokens at a time, with those of the media that fall among them."""
    every = [Placed(one.media, at, 1) for one in media for at in range(one.tokens)]
    places = {one.place_id for one in media}
    for at in range(0, len(ids), size):
        part = ids[at : at + size]
        count = sum(token in places for token in part)
        step = await engine.step(cache, part, top_k=5, media=every[:count])
        every = every[count:]
    return step


async def test_what_is_seen_and_heard_counts_as_the_library_counts(models: Path) -> None:
    engine = await loaded(models)
    form = form_of(engine)
    _, [picture, sound] = await both(engine)
    assert picture.tokens == image_tokens(WIDTH, HEIGHT, form.image) == 6
    assert sound.tokens == audio_tokens(SAMPLES, form.audio) == 6
    wide, high = fitted_size(33, 21, form.image, 70)
    some = bytes(rules.pixel(at) for at in range(4 * wide * high))
    whole = await engine.encode_image(some, wide, high)
    assert whole.tokens == image_tokens(wide, high, form.image)


async def test_parts_of_a_picture_say_what_the_whole_does(models: Path) -> None:
    engine = await loaded(models)
    ids, media = await both(engine)
    whole_spans = [Placed(one.media, 0, one.tokens) for one in media]
    cache = await engine.open_cache()
    whole = await engine.step(cache, ids, top_k=5, media=whole_spans)
    for size in (1, 5):
        step = await fed(engine, await engine.open_cache(), ids, media, size)
        assert step.top_ids == whole.top_ids
        assert np.allclose(step.top_logits, whole.top_logits, atol=1e-3)


async def test_another_picture_gives_another_answer_and_a_cut_forgets_it(models: Path) -> None:
    engine = await loaded(models)
    ids, [picture, sound] = await both(engine)
    other = await engine.encode_image(bytes(4 * WIDTH * HEIGHT), WIDTH, HEIGHT)
    cache = await engine.open_cache()
    first = await fed(engine, cache, ids, [picture, sound], 7)
    await engine.cut_cache(cache, 5)  # within the picture
    await engine.cut_cache(cache, 2)
    second = await fed(engine, cache, ids[2:], [other, sound], 7)
    fresh = await fed(engine, await engine.open_cache(), ids, [other, sound], 7)
    assert second.top_ids == fresh.top_ids != first.top_ids


async def test_a_place_takes_one_soft_token_of_its_kind(models: Path) -> None:
    engine = await loaded(models)
    form = form_of(engine)
    _, [picture, sound] = await both(engine)
    cache, place = await engine.open_cache(), form.image.place_id
    wrong = (
        ([place], ()),
        ([5], [Placed(picture.media, 0, 1)]),
        ([place], [Placed(sound.media, 0, 1)]),
        ([place], [Placed(picture.media, picture.tokens, 1)]),
        ([place, place], [Placed(picture.media, 0, 1)]),
    )
    for ids, media in wrong:
        with pytest.raises(InvalidInput, match="soft tokens"):
            await engine.step(cache, ids, top_k=1, media=media)
    await engine.step(cache, [2, place], top_k=0, media=[Placed(picture.media, 3, 1)])
    with pytest.raises(InvalidInput, match="soft tokens"):
        await engine.score(cache, [[5]])


async def test_what_is_closed_or_of_another_model_is_unknown(models: Path) -> None:
    engine = await loaded(models)
    _, [picture, sound] = await both(engine)
    await engine.close_media(picture.media)
    place = form_of(engine).image.place_id
    with pytest.raises(InvalidInput) as caught:
        await engine.step(
            await engine.open_cache(), [place], top_k=1, media=[Placed(picture.media, 0, 1)]
        )
    assert caught.value.code is Code.MEDIA_UNKNOWN
    await engine.load(MODEL)
    with pytest.raises(InvalidInput) as caught:
        await engine.close_media(sound.media)
    assert caught.value.code is Code.MEDIA_UNKNOWN


async def test_what_is_no_picture_or_sound_is_refused(models: Path) -> None:
    engine = await loaded(models)
    with pytest.raises(InvalidInput, match="multiples"):
        await engine.encode_image(bytes(4 * 50 * 48), 50, 48)
    for wrong in (b"abc", np.array([np.nan] * 999, "<f4").tobytes(), bytes(40)):
        with pytest.raises(InvalidInput):
            await engine.encode_audio(wrong)
    await engine.load("tiny")
    with pytest.raises(ModelError) as caught:
        await engine.encode_image(rgba(), WIDTH, HEIGHT)
    assert caught.value.code is Code.MODEL_UNFIT


async def test_a_context_tells_pictures_with_the_same_places_apart(models: Path) -> None:
    model = await load_model(await loaded(models), MODEL)
    engine = model.engine
    assert isinstance(engine, NativeEngine)
    ids, [picture, sound] = await both(engine)
    ids += [302] * 80  # more than is fed at once
    other = await engine.encode_image(bytes(4 * WIDTH * HEIGHT), WIDTH, HEIGHT)
    async with await model.open() as context, await model.open() as fresh:
        first = await context.reach(ids, top_k=5, media=[picture, sound])
        second = await context.reach(ids, top_k=5, media=[other, sound])
        again = await context.reach(ids, top_k=5, media=[picture, sound])
        wanted = await fresh.reach(ids, top_k=5, media=[other, sound])
        assert context.ids == tuple(ids)
        assert second.top_logits == wanted.top_logits != first.top_logits == again.top_logits
        with pytest.raises(InvalidInput, match="places"):
            await fresh.reach(ids, top_k=1, media=[picture])


async def test_text_is_written_on_from_a_picture(models: Path) -> None:
    model = await load_model(await loaded(models), MODEL)
    engine = model.engine
    assert isinstance(engine, NativeEngine)
    ids, media = await both(engine)
    best = SamplingOptions(temperature=0.0, repetition_penalty=1.0)
    generation = generate(model, ids, best, StopRules(max_tokens=6), media=media)
    await generation.read()
    cache = await engine.open_cache()
    step = await engine.step(
        cache, ids, top_k=1, media=[Placed(one.media, 0, one.tokens) for one in media]
    )
    for token in generation.token_ids:
        assert step.top_ids[0] == token
        step = await engine.step(cache, [token], top_k=1)
