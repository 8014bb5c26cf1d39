"""What a story was made from: enough to tell it again, and to send it as a link.

    link = "#recipe=" + recipe.to_fragment()
    Recipe.from_fragment(fragment).differences(model.info)     # what is not the same here

The same recipe gives the same text again on the same device: arithmetic differs between devices in
its last digits, and one digit is enough to change a word. A fragment is the part of an address that
browsers keep to themselves. Knows nothing of how a story is told.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Self

from hearthside import __version__
from hearthside.errors import InvalidInput
from hearthside.generation.sampling import MAX_SEED, SamplingOptions
from hearthside.ports import ModelInfo
from hearthside.store import read_as
from hearthside.story.form import StoryForm
from hearthside.story.outlines.inventing import INVENTED
from hearthside.wire import Code
from hearthside.wire.jsontext import read_json

FORMAT: Final = 1
MAX_FRAGMENT_CHARACTERS: Final = 4000
_CHECKSUM_CHARACTERS: Final = 8


@dataclass(frozen=True, slots=True)
class Recipe:
    """Form, seed, way of drawing, model and device form. `version` is the library's; `outline` the
    title of the bank's outline that the story is told from, "" for the plan's own words."""

    form: StoryForm
    seed: int
    sampling: SamplingOptions
    model: str
    model_hash: str
    device: str
    device_form: str
    version: str
    outline: str = ""

    @classmethod
    def of(
        cls, form: StoryForm, seed: int, sampling: SamplingOptions, info: ModelInfo, outline: str
    ) -> Self:
        """The recipe of a story that this version tells with that model."""
        sampling, names = replace(sampling, seed=0), (info.id, info.hash, info.device, info.form)
        return cls(form, seed, sampling, *names, __version__, outline)

    def to_dict(self) -> dict[str, Any]:
        """Plain values; `from_dict` makes the same recipe of them."""
        body = asdict(self) | {"form": self.form.to_fields(), "format": FORMAT}
        return body | {"filled": list(self.form.filled)}

    @classmethod
    def from_dict(cls, body: Mapping[str, Any]) -> Self:
        """The recipe in `body`. Raises InvalidInput (recipe.invalid)."""
        try:
            return cls._read(body)
        except (LookupError, TypeError, ValueError, AttributeError, InvalidInput) as error:
            raise _broken("something in it is missing or out of range") from error

    @classmethod
    def _read(cls, body: Mapping[str, Any]) -> Self:
        if body["format"] != FORMAT:
            raise ValueError("another format")
        seed = body["seed"]
        if type(seed) is not int or not 0 <= seed <= MAX_SEED:
            raise ValueError("not a seed")
        names = ("model", "model_hash", "device", "device_form", "version")
        words = {name: read_as(str, body[name]) for name in names}
        words["outline"] = read_as(str, body.get("outline", ""))  # sent before there were any
        if any(len(word) > 200 for word in words.values()):
            raise ValueError("not a word")
        form = StoryForm.from_fields(read_as(dict[str, str], body["form"]))
        filled = tuple(name for name in body["filled"] if name in form.to_fields())
        form = StoryForm(**form.to_fields(), filled=filled)
        return cls(form, seed, read_as(SamplingOptions, body["sampling"]), **words)

    def to_fragment(self) -> str:
        """The recipe as base64url text with a checksum (CRC-32, against slips of the mouse)."""
        body = json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":")).encode()
        packed = base64.urlsafe_b64encode(zlib.compress(body, 9)).decode().rstrip("=")
        return f"{_checksum(packed)}{packed}"

    @classmethod
    def from_fragment(cls, fragment: str) -> Self:
        """The recipe in what follows `#recipe=`. Raises InvalidInput (recipe.invalid)."""
        if len(fragment) > MAX_FRAGMENT_CHARACTERS:
            raise _broken("it is too long")
        mark, packed = fragment[:_CHECKSUM_CHARACTERS], fragment[_CHECKSUM_CHARACTERS:]
        if not packed or mark != _checksum(packed):
            raise _broken("a part of it is missing or changed")
        try:
            body = read_json(_unpacked(packed).decode())
        except (ValueError, binascii.Error, zlib.error) as error:
            raise _broken("it cannot be read") from error
        return cls.from_dict(body)

    def differences(self, info: ModelInfo) -> tuple[str, ...]:
        """Why the text may come out different with this model on this device; () if it will not."""
        told = []
        if self.model != info.id:
            told.append(f"The story was told by {self.model}; here it is {info.id}.")
        elif self.model_hash != info.hash:
            told.append("The story was told by another version of this model's files.")
        if (self.device, self.device_form) != (info.device, info.form):
            told.append(
                f"The story was computed on {self.device} ({self.device_form}); "
                f"here it is {info.device} ({info.form})."
            )
        return tuple(told)

    def told(self) -> str:
        """One line that says where a story comes from."""
        way = "along a fixed plan"
        if self.outline == INVENTED:
            way = "from an outline of its own"
        elif self.outline:
            way = f"from the outline \u201c{self.outline}\u201d"
        return f"Told by {self.model} in Hearthside {self.version}, seed {self.seed}, {way}"


def _checksum(packed: str) -> str:
    return f"{zlib.crc32(packed.encode('utf-8', 'replace')):08x}"


def _unpacked(packed: str) -> bytes:
    data = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
    unpacker = zlib.decompressobj()
    body = unpacker.decompress(data, 4 * MAX_FRAGMENT_CHARACTERS)
    if not unpacker.eof:
        raise ValueError("unpacks to more than a recipe, or stops halfway")
    return body


def _broken(why: str) -> InvalidInput:
    return InvalidInput(
        Code.RECIPE_INVALID,
        f"This story link does not work: {why}. Ask for it again, or begin a story of your own.",
    )
