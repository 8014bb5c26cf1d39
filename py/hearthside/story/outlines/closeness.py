"""How close the outlines of the bank are to what a form asks for.

By words always: what a wish and an outline's `about` share, rare words for more than common ones
(the inverse document frequency of Sparck Jones 1972), with a word's endings taken off. By meaning
where an embedding model is at hand: the bank's vectors are made once and kept in memory. Where only
the language model is, it says how much likelier each of the nearest by words is after the wish than
after none (pointwise mutual information): three hundred would take it half a minute.
Knows nothing of ages, moods and what was told before.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from hearthside.embedding.embedder import Embedder
from hearthside.embedding.vectors import Vectors
from hearthside.generation.model import Model
from hearthside.story.checks import words_of
from hearthside.story.form import StoryForm
from hearthside.story.outlines.bank import Outline, outline_bank
from hearthside.text.words import listed

ANY: Final = "any wish"
ANY_CLOSENESS: Final = 0.3
_AROUND: Final = 0.2
_UNKNOWN: Final = 0.5
_FEAR: Final = "=afraid"
_OTHER_FEAR: Final = 0.5

_STOP: Final = listed(
    "a about again always an and another any are at be being but by can can't cannot come "
    "comes did do does doesn't don't everybody everyone for from get go goes going has have "
    "he her him his how i in is it its just like little made make makes my new no nobody not "
    "nothing now of off on once one or other our out s she so some somebody someone something "
    "still take takes than that the their them there they thing things this to too up very "
    "want wants was way went what when where who will wish wishes with would your "
)
# Words that mean the same here; the first stands for all.
_SAME: Final = tuple(
    line.split()
    for line in (
        "afraid scared frightened frighten terrified fear fright scary",
        "sleep asleep bedtime nap awake tired",
        "lost lose lose missing find found search",
        "friend playmate buddy pal",
        "mother mum mummy mom mama mommy",
        "father dad daddy papa",
        "grandma grandmother granny nana gran",
        "grandpa grandfather grandad",
        "dentist doctor tooth teeth",
        "dark night",
        "storm thunder lightning",
        "house home",
        "baby sibling brother sister",
        "fly flying wing air",
        "sea ocean beach shore",
        "hear listen sound",
        "big tall grow",
        "quarrel argue argument fight row",
        "lonely alone",
        "school kindergarten nursery class",
        "bicycle bike cycle",
        "rain wet",
        "cook bake cake",
        "present gift",
        "swim water bath",
        "draw paint picture",
        "moon star",
        "secret hide",
        "broke break broken mend repair",
        "journey travel trip",
        "jump high height climb",
        "teddy doll cuddly blanket toy",
        "dog puppy cat kitten pet pony horse hamster rabbit",
        "ill sick cold cough fever",
        "slow fast hurry race run",
        "sing song music play tune drum",
        "sad cry cross angry",
        "shy",
        "wait waiting late",
        "flower plant seed garden",
        "mountain hill",
    )
)
# Words of wishes that say little of what they are about.
_LIGHT: Final = listed("see look watch find visit meet thing place day first time people animal")
_LIGHT_SHARE: Final = 0.4
# Who has no friends did not quarrel with one.
_ALONE: Final = re.compile(
    r"\b(?:(?:(?:has|have|had|there (?:is|are)) )?(?:no|nobody|no ?one)|without|"
    r"(?:(?:has|have|had|do|does|did)(?:n['\u2019]t| not)(?: have| got)?|never (?:has|had)|lacks?)"
    r"(?: any| an?| one)?)(?: single| real| good| new)? (?:friends?\b|pals?\b|playmates?\b|"
    r"(?:else )?to play with\b)",
    re.IGNORECASE,
)
_ENDINGS: Final = re.compile(r"(?:'s|ing|ed|es|s|y|e)$")


def _stem(word: str) -> str:
    cut = _ENDINGS.sub("", word)
    if len(cut) > 3 and cut[-1] == cut[-2] not in "slf":
        cut = cut[:-1]
    return cut if len(cut) > 2 else word


@cache
def _kin() -> dict[str, str]:
    return {_stem(word): f"={line[0]}" for line in _SAME for word in line}


@lru_cache(maxsize=2000)
def terms_of(text: str) -> frozenset[str]:
    """What a text is about: the stems of its words, and what they have in common with others."""
    stems = {_stem(word) for word in words_of(text) if word not in _STOP}
    return frozenset(stems | {_kin()[stem] for stem in stems if stem in _kin()})


@cache
def _weights() -> dict[str, float]:
    """How much each term of the bank says."""
    counts = Counter(term for one in outline_bank() for term in terms_of(one.about))
    size = len(outline_bank())
    return {term: math.log(1 + size / (1 + count)) for term, count in counts.items()}


def wish_of(form: StoryForm) -> str:
    """What the story is to be about: what is seen first where a wish had to be chosen."""
    wish = form.opening if form.opening and "wish" in form.filled else form.wish
    return _ALONE.sub("is lonely", wish)


def _around(form: StoryForm) -> str:
    return f"{form.hero} {form.place} {form.opening}"


def closeness_by_words(form: StoryForm, bank: Sequence[Outline]) -> list[float]:
    """Of each outline how close it is to the form, from 0 to 1: the share of the wish's terms, by
    weight, that its `about` has; hero, place and opening count a little. One for any wish has
    ANY_CLOSENESS at least."""
    wish, around = terms_of(wish_of(form)), terms_of(_around(form))
    asked = {term: _weight(term) for term in wish}
    asked |= {term: _AROUND * _weight(term) for term in around - wish}
    whole = sum(_weight(term) for term in wish) or 1.0
    found = []
    for one in bank:
        about = terms_of(one.about)
        shared = sum(weight for term, weight in asked.items() if term in about) / whole
        # Who wants a dog is not served by a fear of dogs.
        shared *= _OTHER_FEAR if _FEAR in about - wish and one.about.startswith("afraid") else 1.0
        found.append(min(1.0, max(shared, ANY_CLOSENESS if one.about.startswith(ANY) else 0.0)))
    return found


def _weight(term: str) -> float:
    share = _LIGHT_SHARE if term in _LIGHT else 1.0
    # A word that the bank does not know counts too, or one word shared by chance would be all.
    return share * _weights().get(term, _UNKNOWN * math.log(1 + len(outline_bank())))


async def closeness_of(
    form: StoryForm,
    bank: Sequence[Outline],
    model: Model | None = None,
    embedder: Embedder | None = None,
) -> list[float]:
    """Of each outline how close it is to the form, from 0 to 1, by the best that is at hand.

    Raises what the models raise. Costs one embedding with an embedder (the first time those of the
    bank too), some hundred tokens read with a language model alone, nothing without either.
    """
    words = closeness_by_words(form, bank)
    if embedder is not None:
        meaning = await _by_meaning(form, bank, embedder)
        return [(1 - _MEANING) * w + _MEANING * m for w, m in zip(words, meaning, strict=True)]
    if model is None or max(words) >= _CLEAR:
        return words
    nearest = sorted(range(len(bank)), key=lambda at: -words[at])[:_WEIGHED]
    gains = await _gains(form, [bank[at] for at in nearest], model)
    for at, gain in zip(nearest, gains, strict=True):
        words[at] = min(1.0, words[at] + _LIKELIHOOD * min(max(gain, 0.0), 1.0))
    return words


_MEANING: Final = 0.7
_LIKELIHOOD: Final = 0.25
_WEIGHED: Final = 8
_CLEAR: Final = 0.8  # the words alone say which
_VECTORS: Final[dict[tuple[str, int, int], Vectors]] = {}  # of one model and one bank
_ASK: Final = "Bedtime stories, by what they are about.\n\nA story for a child. {}\nIt is about: "


async def _by_meaning(form: StoryForm, bank: Sequence[Outline], embedder: Embedder) -> list[float]:
    """Cosines of the wish with each `about`, from 0 for the mean of the bank to 1 for the best."""
    key = (embedder.info.hash, embedder.truncate_dim, hash(tuple(one.about for one in bank)))
    if key not in _VECTORS:
        vectors = await embedder.encode([one.about for one in bank], task="similarity")
        _VECTORS.clear()
        _VECTORS[key] = vectors
    asked = await embedder.encode([wish_of(form)], task="similarity")
    (cosines,) = embedder.similarity(asked, _VECTORS[key])
    mean, best = sum(cosines) / len(cosines), max(cosines)
    return [max(0.0, cosine - mean) / ((best - mean) or 1.0) for cosine in cosines]


async def _gains(form: StoryForm, near: Sequence[Outline], model: Model) -> list[float]:
    """Nats a token by which each `about` is likelier after the wish than after none."""
    ids = [await model.encode(one.about, bos=False) for one in near]
    means = []
    async with await model.open() as context:
        for said in (f"The wish or trouble: {wish_of(form)}.", "The wish or trouble: any."):
            await context.reach(await model.encode(_ASK.format(said)))
            lines = await model.engine.score(context.cache, ids)
            means.append([sum(line) / len(line) for line in lines])
    return [asked - any_ for asked, any_ in zip(*means, strict=True)]
