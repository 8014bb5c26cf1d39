"""Looking and listening: asks about pictures and sounds, answered by a model that takes both.

    async for said in describe(model, Picture(rgba, width, height)):
        print(said.text, end="")

Knows nothing of files: pixels have their fitted size (`hearthside.media.fitted_size`) and samples
the model's rate before they come here.
"""

from hearthside.look.answer import Begun, Said
from hearthside.look.cost import picture_budget, soft_tokens
from hearthside.look.hearing import Hearing, transcribe_live
from hearthside.look.silences import is_silent, pieces_of
from hearthside.look.tasks import (
    alt_text,
    describe,
    differ,
    look_at_skin,
    read_text,
    summarise,
    transcribe,
    translate,
)
from hearthside.media import Picture, Sound, Taken

__all__ = [
    "Begun",
    "Hearing",
    "Picture",
    "Said",
    "Sound",
    "Taken",
    "alt_text",
    "describe",
    "differ",
    "is_silent",
    "look_at_skin",
    "picture_budget",
    "pieces_of",
    "read_text",
    "soft_tokens",
    "summarise",
    "transcribe",
    "transcribe_live",
    "translate",
]
