"""The wish of a listener: the form a story is made from, cleaned and checked.

    form = StoryForm.from_fields({"hero": "Mira, a little fox", "wish": "to hear the sea"}, seed=7)
    form.filled        # the fields that were left open and chosen here: ("place",)

Knows nothing of models, of how a story is planned, or of how a form looks on a screen.
"""

import random
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, Self

from hearthside.errors import InvalidInput
from hearthside.generation.sampling import derive_seed
from hearthside.ports import ModelInfo
from hearthside.text.escape import neutralise, one_line
from hearthside.text.sentences import ends_well
from hearthside.wire import Code

LIMIT_CHARACTERS: Final = {"hero": 60, "place": 80, "wish": 140, "opening": 160}
# A field far past any limit is not even cleaned: cleaning is linear, reading it is not free.
MAX_RAW_CHARACTERS: Final = 10_000

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "mood": ("gentle", "funny", "magical", "brave", "cosy"),
    "age": ("2-4", "5-7", "8-10"),
    "length": ("short", "medium", "long"),
    "language": ("en", "de", "es", "fr", "it", "nl", "pt"),
}
FIELDS: Final = ("hero", "place", "wish", "mood", "age", "length", "language", "opening")
_MAY_BE_OPEN: Final = "opening"

LANGUAGE_NAMES: Final = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "nl": "Nederlands",
    "pt": "Português",
}

_DEFAULTS: Final[dict[str, tuple[str, ...]]] = {
    "hero": (
        "Mira, a little fox",
        "Pip, a small brown mouse",
        "Oskar, a young bear",
        "Luna, a quiet kitten",
        "Tilly, a little girl with red boots",
        "Finn, a small boy",
        "Hazel, a shy rabbit",
        "Bo, a baby elephant",
    ),
    "place": (
        "the snowy forest",
        "a small house by the sea",
        "a green hill",
        "an old lighthouse",
        "a garden full of flowers",
        "a quiet village",
    ),
    "wish": (
        "to hear the sea",
        "to touch the moon",
        "to find a new friend",
        "to see the first snow",
        "to learn how to fly",
        "to find the way home",
    ),
    "mood": CHOICES["mood"],
    "age": ("5-7",),
    "length": ("medium",),
    "language": ("en",),
}
# In the other languages the examples above would be English words in a foreign sentence.
_DEFAULTS_ABROAD: Final = {"hero": ("Mira", "Luna", "Finn", "Nora"), "place": ("",), "wish": ("",)}

_LABEL: Final = {
    "hero": "The hero",
    "place": "The place",
    "wish": "The wish or trouble",
    "mood": "The mood",
    "age": "The listener's age",
    "length": "The length",
    "language": "The language",
    "opening": "What is seen first",
}
# Joiners that Persian, Hindi and emoji are spelled with; every other invisible character goes.
_KEPT_INVISIBLE: Final = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class StoryForm:
    """What a story is asked to be about. Made by `from_fields`; `filled` names what it chose.

    `opening` is what is seen first, in a picture or in a person's mind; "" where nobody says.
    """

    hero: str
    place: str
    wish: str
    mood: str = "gentle"
    age: str = "5-7"
    length: str = "medium"
    language: str = "en"
    opening: str = ""
    filled: tuple[str, ...] = ()

    @classmethod
    def from_fields(cls, fields: Mapping[str, str], seed: int = 0) -> Self:
        """The form in `fields` (see FIELDS), cleaned; what is left open is chosen by `seed`.

        Raises InvalidInput (form.invalid) with the field's name in `detail`: an unknown field, a
        text too long or without anything readable in it, a choice that is none of CHOICES.
        """
        for name in fields:
            if name not in FIELDS:
                raise _invalid(name, f"A story form has no field {name[:40]!r}.")
        given = {name: _read(name, fields.get(name, "")) for name in FIELDS}
        filled = tuple(name for name in FIELDS if not given[name] and name != _MAY_BE_OPEN)
        language = given["language"] or "en"
        for name in filled:
            given[name] = _chosen(name, language, seed)
        return cls(**given, filled=filled)

    def to_fields(self) -> dict[str, str]:
        """The fields that `from_fields` makes the same form of, `filled` apart."""
        fields = asdict(self)
        del fields["filled"]
        if not self.opening:  # seeds are drawn from these: what was told without one stays the same
            del fields["opening"]
        return fields

    @property
    def opening_line(self) -> str:
        """What is seen first, as a sentence."""
        text = self.opening[:1].upper() + self.opening[1:]
        return text if not text or ends_well(text) else f"{text}."

    def notes(self) -> tuple[str, ...]:
        """What was chosen for the person, in sentences to show."""
        told = [name for name in self.filled if name in LIMIT_CHARACTERS or name == "mood"]
        return tuple(
            f"{_LABEL[name]} was left open, so this was chosen: {getattr(self, name)}."
            for name in told
            if getattr(self, name)
        )


def clean(text: str) -> str:
    """`text` on one line: no control, bidirectional or invisible characters, blanks closed up.

    Letters of every script stay, and so does HTML: it is text here, and escaped where it is shown.
    Spellings of control tokens are broken up (see `hearthside.text.escape.neutralise`).
    """
    readable = "".join([_readable(c) for c in unicodedata.normalize("NFC", text)])
    return neutralise(one_line(readable))


def _readable(character: str) -> str:
    if character.isspace():
        return " "
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs")
    return "" if hidden and character not in _KEPT_INVISIBLE else character


def _read(name: str, raw: str) -> str:
    limit = LIMIT_CHARACTERS.get(name, 20)
    if len(raw) > MAX_RAW_CHARACTERS:
        raise _too_long(name, len(raw), limit)
    text = clean(raw)
    if len(text) > limit:
        raise _too_long(name, len(text), limit)
    if raw.strip() and not any(c.isalnum() for c in text):
        raise _invalid(name, f"{_LABEL[name]} has no letters in it. Write a word or two.")
    choices = CHOICES.get(name)
    if text and choices and text not in choices:
        raise _invalid(name, f"{_LABEL[name]} can be {', '.join(choices)}; not {text[:40]!r}.")
    return text


def _chosen(name: str, language: str, seed: int) -> str:
    options = _DEFAULTS[name]
    if language != "en":
        options = _DEFAULTS_ABROAD.get(name, options)
    return random.Random(derive_seed(seed, "form", name)).choice(options)


def _too_long(name: str, length: int, limit: int) -> InvalidInput:
    return _invalid(
        name,
        f"{_LABEL[name]} is {length:,} characters long; {limit} is the most. Shorten it a little.",
    )


def _invalid(name: str, message: str) -> InvalidInput:
    return InvalidInput(Code.FORM_INVALID, message, detail=name)


_HINT: Final = re.compile(r"\s*\((she|he|they)\)", re.IGNORECASE)
_TITLED: Final = re.compile(r"^(?:Princess|Prince|Queen|King|Captain|Doctor|Wizard) \w")
_CALLED: Final = re.compile(r"^(?P<kind>.+?),? (?:called|named) (?P<name>.+)$")
_THE: Final = re.compile(r"^(?P<name>.+?),? the (?P<kind>[^A-Z]+)$")
DETERMINERS: Final = ("a", "an", "the", "my", "our", "his", "her", "their", "some", "two", "three")


def read_hero(text: str) -> tuple[str, str, str]:
    """(name, kind, pronoun or "") of what a person wrote; either may be "".

    "Mira, a little fox" · "a dragon called Zog" · "Otto the otter" · "Mira (she)" · "a small bear".
    """
    found = _HINT.search(text)
    hint = found[1].lower() if found else ""
    text = _HINT.sub("", text).strip() or text
    called = _CALLED.match(text) or _THE.match(text)
    if called:
        name, kind = called["name"], called["kind"]
    elif "," in text:
        name, kind = text.split(",", 1)
    elif _TITLED.match(text):
        kind, name = text.split(" ", 1)
        kind = kind.lower()
    elif text.split()[0].lower() in DETERMINERS and text[0].islower():
        name, kind = "", text
    else:
        name, kind = text, ""
    if " and " in name:
        hint = hint or "they"
    return name.strip(" ,.;:!?"), kind.strip(" ,.;:!?"), hint


# Vowels that sound like "you" or "won", and an h that is silent.
_NO_VOWEL: Final = (
    r"uni(?![dmn])|unimod|unanim|ubiq|ugand|uk[ru]|uran|urea|ureth|urin|urolog|urug|usab|usag|use|usu|usurp"
    r"|utah|utens|uter|util|utop|uvul|eu|ew|ouija|once\b|ones?\b|oneself"
)
_SILENT_H: Final = r"hour|heir|hones|hono"
# Letters and numbers as they are spoken: "an FBI agent", "an X-ray", "a UFO", "an 8-year-old".
_SPOKEN: Final = (
    r"8\d*|1[18](?:\d{2}|\d{3})?(?!\d)|(?-i:[AEFHILMNORSX](?![AEIOU][A-Z]{2})[A-Z]*)s?\b(?!')"
)
_AN: Final = re.compile(
    rf"{_SPOKEN}|{_SILENT_H}|(?!(?-i:U[A-Z]*)\b|{_NO_VOWEL})"
    r"[aeiou\u00e0-\u00e6\u00e8-\u00ef\u00f2-\u00f6\u00f8-\u00fc]",
    re.IGNORECASE,
)


def with_article(kind: str) -> str:
    """The English `kind` with its article by its sound, if it has none of its own."""
    if not kind or kind.split()[0].lower() in DETERMINERS:
        return kind
    return f"{'an' if _AN.match(kind) else 'a'} {kind}"


def language_advice(form: StoryForm, info: ModelInfo) -> str:
    """What to know before a story in the form's language is told by this model; "" if nothing."""
    if form.language == "en":
        return ""
    name = LANGUAGE_NAMES[form.language]
    if info.vocabulary == "slice":
        return (
            f"This model keeps English words only, so {name} will be slow and full of mistakes. "
            "Choose the model with the full vocabulary for it."
        )
    return f"A model this small knows far less {name} than English: expect a simpler story."


BYTE_SHARE_LIMIT: Final = 0.2


def spelling_advice(pieces: list[str], info: ModelInfo) -> str:
    """Advice when text falls apart into bytes: the model's vocabulary does not hold it; else "".

    `pieces` are the raw vocabulary pieces of the form's texts (`Model.pieces`).
    """
    in_bytes = sum(1 for piece in pieces if re.fullmatch(r"<0x[0-9A-F]{2}>", piece))
    if not pieces or in_bytes / len(pieces) <= BYTE_SHARE_LIMIT:
        return ""
    message = "Some of what you wrote is outside this model's vocabulary and is spelled in bytes"
    if info.vocabulary == "slice":
        return f"{message}. The model with the full vocabulary knows these words."
    return f"{message}: the story may not follow it well."
