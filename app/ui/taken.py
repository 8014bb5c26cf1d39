"""What the page says of pictures and sounds: why one cannot be taken, and how long one is."""

from typing import Final, Literal

from app.ui.words import size_in_words

# Why the page could not take something (app/page/media/), in a sentence; {0} is its figure.
_REFUSED: Final = {
    "empty": "The file is empty: it has no bytes.",
    "bytes": "The file has {0} MB, more than can be opened here. Save it smaller and try again.",
    "pixels": "The picture has {0} megapixels, and 110 are the most that can be opened here. Save "
    "it smaller and try again.",
    "broken": "The picture is damaged or cut off, or is of a kind that this browser cannot open. "
    "Save it again as JPEG or PNG.",
    "heic": "It is a HEIC picture, which this browser cannot open. On an iPhone choose Settings, "
    "Camera, Formats, Most Compatible; or share it as JPEG.",
    "kind": "It is neither a picture nor a sound that this browser knows. Pictures may be JPEG, "
    "PNG, WebP or GIF; sounds WAV, MP3 or Opus.",
    "unheard": "No sound could be read from it. Save it again as WAV or MP3.",
    "long": "It is {0} minutes long, and 30 are the most that can be heard here. Cut it up.",
    "microphone-refused": "The microphone was refused. Allow it for this page in the browser's "
    "address bar, or choose a recording.",
    "microphone-none": "No microphone could be opened. Plug one in, or choose a recording.",
}


def refusal(reason: str, figure: str = "") -> str:
    """Why something could not be taken, for a person."""
    return _REFUSED.get(reason, _REFUSED["broken"]).format(figure)


def fetching_line(kind: Literal["image", "audio"], loaded_bytes: int, total_bytes: int) -> str:
    """How far what reads pictures or sounds has come."""
    what = {"image": "What reads pictures", "audio": "What reads sounds"}[kind]
    return f"{what} is fetched once: {size_in_words(loaded_bytes)} of {size_in_words(total_bytes)}"


def sound_length(seconds: float) -> str:
    """How long a sound is, for whoever sees that and no more."""
    return f"{length_in_words(seconds)} minutes" if seconds >= 0.5 else "less than a second"


def length_in_words(seconds: float) -> str:
    """How long a sound is: "0:07", "12:30"."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"
