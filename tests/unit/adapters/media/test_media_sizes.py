"""Pictures are fitted and soft tokens counted as Hugging Face's processors do (make_golden.py)."""

import json
from pathlib import Path

import pytest

from hearthside.errors import InvalidInput
from hearthside.media import audio_tokens, fitted_size, image_tokens
from hearthside.ports import AudioFormat, ImageFormat
from tests.unit.adapters.media import rules

GOLDEN = json.loads(Path(__file__).with_name("golden.json").read_text("utf-8"))
IMAGE = ImageFormat(1, 2, 3, patch_pixels=16, pooling=3, soft_tokens=280, budgets=rules.BUDGETS)
AUDIO = AudioFormat(
    *(1, 2, 3, 16_000, 480_000, 128, 320, 160, 512, 128, 0, 8000, 0.001),
    frames_per_token=4,
    soft_tokens=750,
)


@pytest.mark.parametrize(("width", "height", "budget", "wide", "high"), GOLDEN["sizes"])
def test_a_picture_is_fitted_as_theirs(
    width: int, height: int, budget: int, wide: int, high: int
) -> None:
    assert fitted_size(width, height, IMAGE, budget) == (wide, high)
    assert image_tokens(wide, high, IMAGE) <= budget


def test_what_is_no_picture_and_no_budget_is_refused() -> None:
    for width, height, budget in ((0, 5, 70), (5, -1, 70), (5, 5, 71)):
        with pytest.raises(InvalidInput):
            fitted_size(width, height, IMAGE, budget)


def test_pictures_have_as_many_soft_tokens_as_theirs() -> None:
    for told in GOLDEN["pictures"]:
        size = told["width"], told["height"]
        assert fitted_size(*size, IMAGE, rules.PICTURE_BUDGET) == size
        assert image_tokens(*size, IMAGE) == told["soft_tokens"]


def test_sounds_have_as_many_soft_tokens_as_theirs() -> None:
    for told in GOLDEN["sounds"]:
        assert audio_tokens(told["samples"], AUDIO) == told["soft_tokens"]
    assert [audio_tokens(count, AUDIO) for count in (0, 1, 160)] == [0, 0, 0]
    assert audio_tokens(10**9, AUDIO) == 750
