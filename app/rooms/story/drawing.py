"""How a story is to be drawn, as its form's fields say: the seed, and what sampling is asked for.

Pure: text in, values out.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from hearthside.errors import InvalidInput
from hearthside.generation.sampling import MAX_SEED, SamplingOptions
from hearthside.story import STORY_SAMPLING
from hearthside.wire import Code

_WHOLE: Final = {"top_k"}
_FIELDS: Final = ("temperature", "top_p", "top_k")


def seed_of(fields: Mapping[str, str], otherwise: int) -> int:
    """The seed as typed. Raises InvalidInput (form.invalid, detail "seed")."""
    typed = fields.get("seed", "").strip()
    if not typed:
        return otherwise
    if typed.isascii() and typed.isdecimal() and len(typed) < 17 and int(typed) <= MAX_SEED:
        return int(typed)
    raise InvalidInput(
        Code.FORM_INVALID, f"The seed is a whole number from 0 to {MAX_SEED:,}.", detail="seed"
    )


def _changed(name: str, typed: str) -> dict[str, Any]:
    return {name: int(typed) if name in _WHOLE else float(typed)}


def sampling_of(fields: Mapping[str, str]) -> SamplingOptions:
    """How to draw, as typed. Raises InvalidInput (form.invalid) with the field in `detail`."""
    sampling = STORY_SAMPLING
    for name in _FIELDS:
        typed = fields.get(name, "").strip().replace(",", ".")
        if not typed:
            continue
        try:
            sampling = replace(sampling, **_changed(name, typed))
        except InvalidInput as error:
            raise InvalidInput(Code.FORM_INVALID, error.message, detail=name) from error
        except ValueError as error:
            message = f"{name.capitalize()} has to be a number."
            raise InvalidInput(Code.FORM_INVALID, message, detail=name) from error
    return sampling
