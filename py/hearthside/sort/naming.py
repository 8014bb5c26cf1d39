"""Names for groups of texts: proposed by a language model, checked, else their most telling words.

    names = await named([[texts[row] for row in one.central] for one in found], model=model)

A small model copies, rambles or says the same of every group: a proposal is used only where it is
short, is no text of the group, is nobody else's name and shares a word with the group's texts.
Knows nothing of vectors and of how groups came about.

Source: TF-IDF by group, as c-TF-IDF in Grootendorst 2022, arXiv 2203.05794.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from hearthside.classify.labels import MAX_NAME_CHARACTERS
from hearthside.documents.terms import terms_of
from hearthside.generation.generate import StopRules, generate
from hearthside.generation.model import Model
from hearthside.generation.prompt import Example, Prompt
from hearthside.generation.sampling import SamplingOptions
from hearthside.text.escape import safe_line

MOST_WORDS: Final = 4
_WORDS_SHOWN: Final = 3
_TEXTS_SHOWN: Final = 4
_TEXT_CHARACTERS: Final = 120
_MOST_TOKENS: Final = 12
_LEAST_STEM: Final = 4
_GREEDY: Final = SamplingOptions(temperature=0.0, top_k=1, top_p=1.0)
_TASK: Final = "Name in two or three words what these texts have in common."

# Written for Hearthside.
_SHOTS: Final = (
    Example(
        "The parcel came a week late.\nWhere is my delivery?\nThe courier never rang.",
        "late delivery",
    ),
    Example(
        "How do I reset my password?\nI cannot log in.\nMy account is locked.", "login problems"
    ),
    Example("will it rain today\nwhat is the weather like in rome\nis it cold out", "weather"),
    Example(
        "set a timer for ten minutes\nhow long is left on the timer\nstop the timer",
        "timers",
    ),
    Example(
        "The soup was cold.\nLovely dinner, kind waiters.\nWe waited an hour for a table.",
        "restaurants",
    ),
)


async def named(
    groups: Sequence[Sequence[str]],
    model: Model | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> tuple[str, ...]:
    """A name for each group, all different; `groups` are their texts, the most typical first.

    A model sees the first few of a group, words are counted in all.
    Without a model, and where what it says does not hold, a name is the words that tell the group
    from the others; "group 3" where it has none. Raises what the engine raises.
    """
    telling = telling_words(groups)
    names: list[str] = []
    for at, texts in enumerate(groups):
        proposal = await _proposed(model, texts) if model is not None and any(texts) else ""
        words = " ".join(telling[at][:_WORDS_SHOWN])
        taken = {name.casefold() for name in names}
        tried = [proposal if _holds(proposal, texts) else "", words, f"group {at + 1}"]
        tried += [f"{words} {number}".strip() for number in range(2, len(groups) + 2)]
        names.append(next(one for one in tried if one and one.casefold() not in taken))
        if on_progress is not None:
            on_progress(at + 1, len(groups))
    return tuple(names)


def telling_words(groups: Sequence[Sequence[str]]) -> list[list[str]]:
    """For each group its words, the most telling first: frequent in its texts, rare in others."""
    counts = [Counter[str]() for _ in groups]
    for count, texts in zip(counts, groups, strict=True):
        for text in texts:
            count.update(dict.fromkeys(terms_of(text), 1))
    holding = Counter[str]()
    for count in counts:
        holding.update(dict.fromkeys(count, 1))
    found = []
    for count in counts:
        weights = {
            word: times * math.log((1 + len(groups)) / holding[word])
            for word, times in count.items()
            if len(word) > 1 and not word.isdigit()
        }
        # Longer words say more where the figures are even.
        found.append(sorted(weights, key=lambda word: (-weights[word], -len(word), word)))
    return found


async def _proposed(model: Model, texts: Sequence[str]) -> str:
    """What the model calls the texts, in its first line."""
    shown = "\n".join(_shown(text) for text in texts[:_TEXTS_SHOWN] if text.strip())
    prompt = Prompt(
        query=shown,
        instruction=f"{_TASK} Answer with the name only.",
        heading="",
        examples=_SHOTS,
        query_label="Texts",
        answer_label="Topic",
    )
    rules = StopRules(max_tokens=_MOST_TOKENS, strings=("\n",))
    async with generate(model, prompt.render(model.info.chat), _GREEDY, rules) as tokens:
        said = await tokens.read()
    return safe_line(said).strip(" .:;,\"'*-“”").casefold()


def _shown(text: str) -> str:
    return safe_line(text, _TEXT_CHARACTERS)


def _holds(name: str, texts: Sequence[str]) -> bool:
    """Whether a proposal is a name, and one of these texts."""
    words = list(terms_of(name))
    if not words or len(name.split()) > MOST_WORDS or len(name) > MAX_NAME_CHARACTERS:
        return False
    if any(safe_line(text).casefold().strip(" .?!") == name for text in texts):
        return False
    stems = {word[: max(_LEAST_STEM, len(word) - 2)] for word in words}
    said = [word for text in texts for word in terms_of(text)]
    return any(word.startswith(stem) for stem in stems for word in said)
