"""How large a picture is to be for a model, and how many soft tokens pictures and sounds become.

As transformers 5.24.0 counts (models/gemma4: image_processing_pil_gemma4.py,
processing_gemma4.py).
"""

import math

from hearthside.errors import error_of
from hearthside.ports import AudioFormat, ImageFormat
from hearthside.wire import Code


def fitted_size(
    width: int, height: int, form: ImageFormat, soft_tokens: int | None = None
) -> tuple[int, int]:
    """The width and height in pixels that a picture is resized to: the largest of its proportions
    that makes at most `soft_tokens`, each side a multiple of a soft token's.

    A small picture is made larger, a very long one loses its proportions. Raises call.invalid for
    a picture without pixels or a budget that the model does not have.
    """
    budget = form.soft_tokens if soft_tokens is None else soft_tokens
    if min(width, height) <= 0:
        raise error_of(Code.CALL_INVALID, f"{width} by {height} pixels are no picture.")
    if budget not in form.budgets:
        raise error_of(Code.CALL_INVALID, f"A picture has one of {form.budgets} soft tokens.")
    unit = form.patch_pixels * form.pooling
    patches = budget * form.pooling**2
    factor = math.sqrt(patches * form.patch_pixels**2 / (height * width))
    down = math.floor(factor * height / unit)
    across = math.floor(factor * width / unit)
    if down == 0:
        down, across = 1, min(width // height, budget)
    elif across == 0:
        down, across = min(height // width, budget), 1
    return across * unit, down * unit


def image_tokens(width: int, height: int, form: ImageFormat) -> int:
    """The soft tokens of a picture that has its fitted size."""
    unit = form.patch_pixels * form.pooling
    return (width // unit) * (height // unit)


def audio_tokens(samples: int, form: AudioFormat) -> int:
    """The soft tokens of so many samples at the format's rate; 0 where they are too few."""
    heard = min(samples, form.samples)
    frames = max(0, (heard - 1) // form.hop_samples)
    return min(math.ceil(frames / form.frames_per_token), form.soft_tokens)
