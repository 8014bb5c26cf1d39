"""Pixels and samples become what Hugging Face's processors make of them (see make_golden.py)."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hearthside.adapters.manifest import media_format
from hearthside.adapters.native.media import log_mel, patches
from hearthside.errors import InvalidInput
from models.multimodal.facts import AUDIO, IMAGE
from tests.unit.adapters.media import rules

GOLDEN = json.loads(Path(__file__).with_name("golden.json").read_text("utf-8"))
IDS = {"begin_id": 1, "place_id": 2, "end_id": 3}
FORM = media_format({"image": IMAGE | IDS, "audio": AUDIO | IDS})


def rgba(width: int, height: int) -> bytes:
    return bytes(rules.pixel(at) for at in range(4 * width * height))


@pytest.mark.parametrize("told", GOLDEN["pictures"], ids=lambda one: str(one["width"]))
def test_pixels_become_their_patches(told: dict[str, Any]) -> None:
    width, height = told["width"], told["height"]
    numbers, places = patches(rgba(width, height), width, height, FORM.image)
    assert numbers.shape == (1, told["patches"], 768)
    for kept in told["kept"]:
        assert places[0, kept["patch"]].tolist() == kept["place"]
        assert np.abs(numbers[0, kept["patch"]] * 255 - kept["bytes"]).max() < 1e-4


def test_another_picture_than_said_is_refused() -> None:
    whole = rgba(96, 48)
    for data, width, height in ((whole[1:], 96, 48), (whole, 48, 48), (b"", 0, 48)):
        with pytest.raises(InvalidInput, match="is not"):
            patches(data, width, height, FORM.image)
    with pytest.raises(InvalidInput, match="multiples of 48"):
        patches(rgba(64, 48), 64, 48, FORM.image)
    few = replace(FORM.image, budgets=(1,))
    with pytest.raises(InvalidInput, match="too many"):
        patches(whole, 96, 48, few)


@pytest.mark.parametrize("told", GOLDEN["sounds"], ids=lambda one: str(one["samples"]))
def test_samples_become_their_mels(told: dict[str, Any]) -> None:
    at = np.arange(told["samples"], dtype=np.int64)
    samples = (((at * at * 3 + at * 577) % 16384 - 8192) / 16384).astype(np.float32)
    assert samples[:100].tolist() == [rules.sample(one) for one in range(len(samples[:100]))]
    mels, heard = log_mel(samples, FORM.audio)
    assert mels.shape == (1, told["frames"], 128)
    assert heard.sum() == told["heard"]
    assert abs(mels[0, : told["heard"]].mean() - told["mean"]) < 1e-4
    for kept in told["kept"]:
        assert np.abs(mels[0, kept["frame"]] - kept["mels"]).max() < 1e-4
    assert not mels[0, told["heard"] :].any()


def test_a_click_is_no_sound() -> None:
    for count in (0, 1, 160):
        with pytest.raises(InvalidInput, match="too short"):
            log_mel(np.zeros(count, np.float32), FORM.audio)
