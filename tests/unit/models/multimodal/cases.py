"""What the tiny Gemma 4 is asked, for whoever computes its golden numbers and whoever is held to
them: a text, a picture's patches and a sound's frames drawn by a seed, and four prompts of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SENTENCE = (
    "once upon a time there was a little fox in the deep wood and it was not happy for the night "
    "was long and the wind was very old"
)
GREEDY_TOKENS = 12
PATCHES_WIDE, PATCHES_HIGH, PATCHES = 9, 6, 90
IMAGE_TOKENS = 6
FRAMES, FRAMES_HEARD, AUDIO_TOKENS = 100, 83, 21


@dataclass(frozen=True, slots=True)
class Media:
    """A picture of 9 by 6 patches and 36 of padding, and a sound of 83 frames and 17 of padding."""

    pixel_values: NDArray[np.float32]
    pixel_position_ids: NDArray[np.int64]
    input_features: NDArray[np.float32]
    input_features_mask: NDArray[np.bool_]


def media() -> Media:
    """The same numbers everywhere."""
    random = np.random.default_rng(7)
    real = PATCHES_WIDE * PATCHES_HIGH
    pixels = np.zeros((1, PATCHES, 768), np.float32)
    pixels[0, :real] = random.random((real, 768), np.float32)
    places = np.full((1, PATCHES, 2), -1, np.int64)
    every = np.arange(real)
    places[0, :real] = np.stack([every % PATCHES_WIDE, every // PATCHES_WIDE], axis=-1)
    heard = np.arange(FRAMES)[None] < FRAMES_HEARD
    mels = random.standard_normal((1, FRAMES, 128), np.float32) * heard[..., None]
    return Media(pixels, places, mels, heard)


def prompts(vocabulary: dict[str, int]) -> dict[str, list[int]]:
    """Ids of a text, of one with the picture in it, of one with the sound, and of one with both."""
    words = [vocabulary[f"\u2581{word}"] for word in SENTENCE.split()]
    image = _placed(vocabulary, "image", IMAGE_TOKENS)
    audio = _placed(vocabulary, "audio", AUDIO_TOKENS)
    begin = [vocabulary["<bos>"], *words[:9]]
    return {
        "text": [vocabulary["<bos>"], *words],
        "image": [*begin, *image, *words[9:14]],
        "audio": [*begin, *audio, *words[9:14]],
        "both": [*begin, *image, *words[9:14], *audio, *words[14:]],
    }


def _placed(vocabulary: dict[str, int], kind: str, tokens: int) -> list[int]:
    first, place, last = (
        vocabulary[piece] for piece in (f"<|{kind}>", f"<|{kind}|>", f"<{kind}|>")
    )
    return [first, *[place] * tokens, last]


def features_of(kind: str) -> tuple[bool, bool]:
    """Whether a prompt has the picture, and whether it has the sound."""
    return kind in {"image", "both"}, kind in {"audio", "both"}


Arrays = dict[str, NDArray[Any]]
