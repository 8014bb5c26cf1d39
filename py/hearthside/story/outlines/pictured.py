"""What a story may begin with, seen in a picture by a model that sees.

    seen = await seen_in(model, Picture(rgba, width, height))
    StoryForm.from_fields(seen.to_fields())

Words come of it, for a person to read and change: a story is told from these, and its recipe holds
no pixel. Knows nothing of files or pages.
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from hearthside.generation.generate import StopRules, generate
from hearthside.generation.grammar import grammar_of
from hearthside.generation.media import encoded, give_back, prompt_ids
from hearthside.generation.model import Model
from hearthside.generation.prompt import Prompt
from hearthside.generation.sampling import SamplingOptions, derive_seed
from hearthside.media import Picture
from hearthside.story.checks import UNSUITABLE, words_of
from hearthside.story.form import LANGUAGE_NAMES, LIMIT_CHARACTERS, clean

_ASK: Final = (
    "A bedtime story is to begin with this picture. Write what it shows, in one plain sentence of "
    "at most twenty words; who in it is the hero, in two to five words, or a thing where nobody is "
    "in it; the place, in two to five words; and a small wish that the hero could have, beginning "
    "with 'to'. Say only what can be seen. Nothing is frightening."
)
_TONGUE: Final = "Write the four answers in this language: {}."
# In the order in which they are written: what is seen, then what follows from it.
_KEYS: Final = {"picture": "opening", "hero": "hero", "place": "place", "wish": "wish"}
_TRIES: Final = 3
_FIRST: Final = SamplingOptions(temperature=0.0)
_AGAIN: Final = SamplingOptions(temperature=0.8, top_k=64, top_p=0.95)
_RULES: Final = StopRules(max_tokens=240)


@dataclass(frozen=True, slots=True)
class Seen:
    """Fields of a story's form as a picture proposes them; "" where nothing fit could be said."""

    opening: str
    hero: str
    place: str
    wish: str

    def to_fields(self) -> dict[str, str]:
        """The fields that have something in them, by name."""
        return {name: text for name, text in asdict(self).items() if text}


async def seen_in(model: Model, picture: Picture, language: str = "en") -> Seen:
    """What the picture shows, and what of it a story could be about, in one of LANGUAGE_NAMES.

    The first try is without chance, so that the same picture says the same. Raises ModelError
    (model.unfit) where the model does not see, else what `MediaEngine` and `generate` raise.
    """
    grammar, media = grammar_of(_SCHEMA), await encoded(model, picture)
    try:
        ids = await prompt_ids(model, Prompt(_ask_in(language)), [media])
        best = Seen("", "", "", "")
        for number in range(_TRIES):
            drawn = replace(_AGAIN, seed=derive_seed(0, "seen", number)) if number else _FIRST
            async with generate(model, ids, drawn, _RULES, media=[media], grammar=grammar) as said:
                best = _read(await said.read(), best)
            if best.opening:
                break
        return best
    finally:
        await give_back(model, media)


def _ask_in(language: str) -> str:
    return _ASK if language == "en" else f"{_ASK} {_TONGUE.format(LANGUAGE_NAMES[language])}"


_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        key: {"type": "string", "minLength": 2, "maxLength": LIMIT_CHARACTERS[name]}
        for key, name in _KEYS.items()
    },
    "required": list(_KEYS),
}


def _read(answer: str, before: Seen) -> Seen:
    """The fields of an answer that are fit; what it does not say stays as it was `before`."""
    try:
        told = json.loads(answer)
    except ValueError:
        return before  # a limit ended it
    fit = {name: text for key, name in _KEYS.items() if (text := _fit(told.get(key), name))}
    return replace(before, **fit)


def _fit(written: object, name: str) -> str:
    """As it may stand in a field; "" where it says nothing, or what is not for bedtime."""
    text = clean(written) if isinstance(written, str) else ""
    words = words_of(text)
    fits = len(text) <= LIMIT_CHARACTERS[name] and words and UNSUITABLE.isdisjoint(words)
    return text if fits else ""
