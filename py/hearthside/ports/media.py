"""Pictures and sounds for a model that sees and hears: how it takes them, and how they are placed.

Values. Knows no files, and not how a picture is decoded or resized.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImageFormat:
    """How a model takes a picture: patches of `patch_pixels` a side, `pooling` by `pooling` of them
    a soft token, of which there are at most one of the `budgets`, `soft_tokens` by default.

    In a text it stands as `begin_id`, `place_id` for each soft token, `end_id`.
    """

    begin_id: int
    place_id: int
    end_id: int
    patch_pixels: int
    pooling: int
    soft_tokens: int
    budgets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """How a model takes a sound: at most `samples` of it, filled up to a multiple of `pad_samples`;
    of each frame `mels` strengths from `low_hz` to `high_hz`, logarithms above `mel_floor`.

    So many frames are a soft token. In a text it stands as a picture does (see ImageFormat).
    """

    begin_id: int
    place_id: int
    end_id: int
    sample_rate_hz: int
    samples: int
    pad_samples: int
    frame_samples: int
    hop_samples: int
    fft_samples: int
    mels: int
    low_hz: float
    high_hz: float
    mel_floor: float
    frames_per_token: int
    soft_tokens: int


@dataclass(frozen=True, slots=True)
class MediaFormat:
    """How a model that sees and hears takes pictures and sounds."""

    image: ImageFormat
    audio: AudioFormat


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture or a sound that an engine has read: `media` names it there, `tokens` counts its
    soft tokens, each of which takes one `place_id` in a text."""

    media: int
    tokens: int
    place_id: int


@dataclass(frozen=True, slots=True)
class Placed:
    """`count` soft tokens of `media` from `first` on, for as many places in what a step feeds.

    A step's placed tokens take its places in order; so a picture may be cut by a step's end.
    """

    media: int
    first: int
    count: int
