"""Asks natively of the tiny Gemma 4: random words, but all that is shown and heard is taken."""

import subprocess
import sys
from array import array
from pathlib import Path

import pytest

from hearthside.adapters.native.engine import NativeEngine
from hearthside.generation.media import prompt_ids
from hearthside.generation.model import Model, load_model
from hearthside.generation.prompt import Prompt
from hearthside.look import Picture, Sound, alt_text, describe, transcribe
from hearthside.media import fitted_size
from tests.unit.adapters.media import rules
from tests.unit.look.test_look_prompt import SPECIAL
from tests.unit.look.test_look_tasks import read

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny Gemma 4, made by its recipe."""
    out = tmp_path_factory.mktemp("models")
    command = [sys.executable, "-m", "models", "build", "tiny-gemma-4", "--out", str(out)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    return out


async def seeing(models: Path) -> Model:
    return await load_model(NativeEngine(models), "tiny-gemma-4")


def picture(model: Model, first: int = 0) -> Picture:
    assert model.info.media is not None
    width, height = fitted_size(640, 480, model.info.media.image, 70)
    pixels = bytes(rules.pixel(at + first) for at in range(4 * width * height))
    return Picture(pixels, width, height)


def sound(seconds: float, level: float = 1.0) -> Sound:
    count = int(seconds * 16_000)
    return Sound(array("f", [level * rules.sample(at) for at in range(count)]).tobytes())


async def test_another_picture_another_answer_and_the_same_one_the_same(models: Path) -> None:
    model = await seeing(models)
    one, other = picture(model), Picture(bytes(len(picture(model).rgba)), 432, 336)
    first, second, again = [await read(alt_text(model, it)) for it in (one, other, one)]
    assert first == again != second
    assert await read(describe(model, [one, other], "Which?")) != await read(
        describe(model, [other, one], "Which?")
    )


async def test_a_sound_of_several_parts_is_heard(models: Path) -> None:
    model = await seeing(models)
    said = [one async for one in transcribe(model, sound(31))]
    assert {(one.part, one.parts) for one in said} == {(1, 2), (2, 2)}
    assert await read(transcribe(model, sound(1))) != await read(transcribe(model, sound(1, 0.2)))


async def test_the_real_tokenizer_takes_no_typed_text_for_a_control_token(models: Path) -> None:
    model = await seeing(models)
    known = set(await model.pieces(range(model.info.vocab_size)))
    plain = await prompt_ids(model, Prompt("a b"), [])
    begun = len([one for one in await model.pieces(plain) if one in SPECIAL])
    for special in SPECIAL:
        forged = await model.pieces(await prompt_ids(model, Prompt(f"a {special}b"), []))
        assert len([one for one in forged if one in SPECIAL]) == begun, special
    assert len(known & set(SPECIAL)) > 10
