"""Pixels and samples as Gemma 4's encoders take them, in numpy.

As transformers 5.24.0 does it (models/gemma4: image_processing_pil_gemma4.py,
feature_extraction_gemma4.py). Knows nothing of files, of resizing and resampling, or of graphs.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from hearthside.errors import error_of
from hearthside.ports import AudioFormat, ImageFormat
from hearthside.wire import Code

_Floats = npt.NDArray[np.float32]
_MOST_BYTE = 255
_CHANNELS = 4


def patches(
    rgba: bytes, width: int, height: int, form: ImageFormat
) -> tuple[_Floats, npt.NDArray[np.int64]]:
    """[1, patches, numbers] from 0 to 1, row by row of the picture, and (column, row) of each
    [1, patches, 2]. What is transparent counts as what it is behind it.

    Raises call.invalid for a picture of another size than it says, whose sides are no multiple of a
    soft token's, or which makes more soft tokens than any budget has.
    """
    side, unit = form.patch_pixels, form.patch_pixels * form.pooling
    if len(rgba) != _CHANNELS * width * height or min(width, height) <= 0:
        raise error_of(Code.CALL_INVALID, f"The picture is not {width} by {height} RGBA pixels.")
    if width % unit or height % unit:
        raise error_of(Code.CALL_INVALID, f"A picture's sides must be multiples of {unit} pixels.")
    if width * height > max(form.budgets) * unit * unit:
        raise error_of(Code.CALL_INVALID, f"{width} by {height} pixels are too many.")
    pixels = np.frombuffer(rgba, np.uint8).reshape(height, width, _CHANNELS)[..., :3]
    down, across = height // side, width // side
    squares = pixels.reshape(down, side, across, side, 3).transpose(0, 2, 1, 3, 4)
    numbers = squares.reshape(1, down * across, -1) / _MOST_BYTE
    rows, columns = np.divmod(np.arange(down * across), across)
    return numbers.astype(np.float32), np.stack([columns, rows], axis=-1)[None]


def log_mel(
    samples: npt.NDArray[np.float32], form: AudioFormat
) -> tuple[_Floats, npt.NDArray[np.bool_]]:
    """[1, frames, mels] and which frames are recorded from end to end [1, frames]; others are 0.

    Samples [n] from -1 to 1 at the format's rate; what is past its most is left out. Raises
    call.invalid where there are too few for one frame.
    """
    heard = samples[: form.samples]
    padding = -len(heard) % form.pad_samples
    # Half a frame of silence before: the first frame's middle is the beginning.
    before = form.frame_samples // 2
    padded = np.pad(heard, (before, padding))
    taken = form.frame_samples + 1  # of which the last is not used: transformers' own count
    count = (len(padded) - taken) // form.hop_samples + 1
    ends = np.arange(max(count, 0)) * form.hop_samples + form.frame_samples
    mask = (ends >= before) & (ends < before + len(heard))
    if not mask.any():
        raise error_of(Code.CALL_INVALID, "The sound is too short.")
    windows = np.lib.stride_tricks.sliding_window_view(padded, taken)[:: form.hop_samples, :-1]
    turns = 2 * np.pi * np.arange(form.frame_samples) / form.frame_samples
    hann = (0.5 - 0.5 * np.cos(turns)).astype(np.float32)
    strengths = np.abs(np.fft.rfft(windows * hann, n=form.fft_samples, axis=-1))
    mels = np.log(strengths @ _filters(form) + form.mel_floor).astype(np.float32)
    return (mels * mask[:, None])[None], mask[None]


@cache
def _filters(form: AudioFormat) -> npt.NDArray[np.float64]:
    """Triangles over frequencies, [fft / 2 + 1, mels], evenly apart on the mel scale of HTK."""
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (form.low_hz, form.high_hz))
    corners = 700 * (10 ** (np.linspace(low, high, form.mels + 2) / 2595) - 1)
    frequencies = np.linspace(0, form.sample_rate_hz // 2, form.fft_samples // 2 + 1)
    apart = corners - frequencies[:, None]
    steps = np.diff(corners)
    rising, falling = -apart[:, :-2] / steps[:-1], apart[:, 2:] / steps[1:]
    return np.maximum(0, np.minimum(rising, falling))
