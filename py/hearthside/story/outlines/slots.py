"""An outline's lines for one form: its slots filled so that each line reads as a sentence.

    told = filled(outline, form, seed=7)
    told.title, told.lines       # "The Clean Circle", ("Mila wants to hear the sea, but ...", ...)

The lines were written for a hero who is one, in "{place}" after "in" or "at"; the hero may be two,
and the place a hill. Knows nothing of models: the same form and seed fill in the same words.
"""

import random
import re
from dataclasses import dataclass
from typing import Final

from hearthside.generation.sampling import derive_seed
from hearthside.story.checks import words_of
from hearthside.story.form import DETERMINERS, StoryForm, read_hero, with_article
from hearthside.story.outlines.bank import Outline
from hearthside.story.outlines.wish import as_infinitive
from hearthside.text.words import listed

# Who and what may come in where the outline's own would be the hero once more.
_OTHER_FRIENDS: Final = ("a grey goose", "an old tortoise", "a small bear", "a friendly postman")
_OTHER_THINGS: Final = ("a blue bowl", "a wooden box", "a long ribbon", "a red bucket")

_PREPOSITIONS: Final = listed(
    "in on at by under near behind above beside inside among between over within below outside"
)
_ON: Final = listed(
    "hill mountain island farm beach cloud ship boat raft moon planet roof train bus balcony shore"
    " shelf windowsill ice glacier savanna volcano bridge ferry pier deck meadow coast"
)
_BY: Final = listed("sea river pond ocean fire brook lake stream seaside")
_AT: Final = listed("home school nursery kindergarten zoo airport station fair market circus")
# Places that are said without an article, as names are.
_BARE: Final = listed("home school nursery kindergarten town space bed heaven hospital work")
_ADVERBS: Final = listed("outside upstairs downstairs nowhere everywhere somewhere")
_END_OF_NOUN: Final = re.compile(
    r",| (?:by|of|full|with|in|near|at|under|on|where|behind|above|that|to|for|next|from|over)\b"
)
_NO_VERB: Final = listed("always across this his perhaps towards sideways perhaps upwards as us is")
_PLURAL: Final = {"is": "are", "has": "have", "does": "do", "goes": "go", "was": "were"}
_HEADLESS: Final = re.compile(r"^(?:an?|one|some|(?=two\b|three\b)) ?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Filled:
    """An outline for one form. `hero`, `friend` and `thing` are as the lines call them, `where` is
    the place with its preposition; `hero_kind` has its article, "" where the form says none."""

    title: str
    lines: tuple[str, ...]
    hero: str
    hero_kind: str
    where: str
    friend: str
    thing: str


@dataclass(frozen=True, slots=True)
class _Place:
    preposition: str
    noun: str


def filled(outline: Outline, form: StoryForm, seed: int) -> Filled:
    """The outline with the slots of its lines and its title filled from an English form."""
    name, kind = hero_of(form)
    hero = name or definite(kind)
    source = random.Random(derive_seed(seed, "slots"))
    friend = _unlike(form.hero, outline.friend, _OTHER_FRIENDS, source)
    thing = _unlike(f"{form.hero} {friend}", outline.thing, _OTHER_THINGS, source)
    place = _place(form.place)
    words = {"hero": hero, "wish": as_infinitive(form.wish), "friend": friend, "thing": thing}
    lines = [_placed(line, place) for line in outline.lines]
    if ", now that " in words["wish"]:  # a clause of its own, which ends before the line goes on
        lines = [re.sub(r"\{wish\}(?= [a-z])", "{wish},", line) for line in lines]
    if _are_many(name, kind):
        lines = [_agreeing(line) for line in lines]
    met: set[str] = set()
    return Filled(
        title=_title_case(_fill(_placed(outline.title, place), words, {"friend", "thing"})),
        lines=tuple(_sentence(_fill(line, words, met)) for line in lines),
        hero=hero,
        hero_kind=with_article(kind) if name else "",
        where=f"{place.preposition} {place.noun}".strip(),
        friend=definite(friend),
        thing=definite(thing),
    )


def hero_of(form: StoryForm) -> tuple[str, str]:
    """The hero's name and kind as the form says them; either may be "", never both."""
    name, kind, _ = read_hero(form.hero)
    if name[:1].islower() and kind[:1].isupper():  # "my son's goldfish, Captain Ho"
        name, kind = kind, name
    if name and (name[0].isupper() or kind):
        return name, kind
    kind = kind or name or form.hero
    words = kind.split()
    if words[0].lower() not in DETERMINERS and kind.islower():  # "mila"
        return " ".join(word.capitalize() for word in words), ""
    last = next((at for at, word in enumerate(words) if word[0].isupper() and at), 0)
    if last and words[0].islower():
        return " ".join(words[last:]), " ".join(words[:last])
    return "", kind


def line_filled(line: str, told: Filled) -> str:
    """One more line, without {wish}, of a story that is told: nobody comes in anew."""
    words = {"hero": told.hero, "friend": told.friend, "thing": told.thing}
    place = _Place(*told.where.split(" ", 1)) if " " in told.where else _Place("", told.where)
    return _sentence(_fill(_placed(line, place), words, {"friend", "thing"}))


def definite(noun: str) -> str:
    """The noun as one speaks of it the second time: "the old heron"; a name stays a name."""
    return _HEADLESS.sub("the ", noun) if noun.split()[0].lower() in DETERMINERS else noun


def _fill(line: str, words: dict[str, str], met: set[str]) -> str:
    """The line's slots filled; who and what is not in `met` comes in with its own article."""

    def word(found: re.Match[str]) -> str:
        slot = found[1]
        if slot in ("friend", "thing") and slot in met:
            return definite(words[slot])
        met.add(slot)
        return words[slot]

    return re.sub(r"\{(\w+)\}", word, line)


def _sentence(line: str) -> str:
    return line[:1].upper() + line[1:]


def _title_case(title: str) -> str:
    return title[:1].upper() + title[1:]


def _unlike(taken: str, own: str, others: tuple[str, ...], source: random.Random) -> str:
    """`own`, or one of the others where its noun is already somebody's."""
    known = set(words_of(taken))
    if words_of(own)[-1] not in known:
        return own
    return source.choice([other for other in others if words_of(other)[-1] not in known])


# --- the place ---------------------------------------------------------------------------------


def _place(typed: str) -> _Place:
    """The place with the preposition that belongs to it: "on", "the green hill"."""
    text = typed.strip(" ,.;:!?")
    first, _, rest = text.partition(" ")
    if first.lower() in _ADVERBS and not rest:
        return _Place("", text.lower())
    if first.lower() in _PREPOSITIONS and rest:
        return _Place(first.lower(), definite(_with_the(rest)))
    noun = definite(_with_the(text))
    head = _head(noun)
    preposition = "in"
    for known, other in ((_ON, "on"), (_BY, "by"), (_AT, "at")):
        if head in known:
            preposition = other
    if re.search(r"['\u2019]s?$", noun):  # "Grandma's": a house that is not said
        preposition = "at"
    return _Place(preposition, noun)


def _head(noun: str) -> str:
    """What the place is: "house" of "the small house by the sea"."""
    words = words_of(_END_OF_NOUN.split(noun, maxsplit=1)[0])
    return words[-1] if words else ""


def _with_the(noun: str) -> str:
    """A plain noun with its article; names, owners ("Grandma's house") and "home" have none."""
    first = noun.split()[0]
    plain = first.islower() and first not in DETERMINERS and not re.search(r"['\u2019]s?$", first)
    return f"the {noun}" if plain and _head(noun) not in _BARE else noun


_HERE: Final = re.compile(r"\b(?P<at>[Aa]t|[Ii]n|[Oo]n) \{place\}")
_INTO: Final = re.compile(r"\binto \{place\}")


def _placed(line: str, place: _Place) -> str:
    """The line with its place filled in; where it says "in" or "at", what belongs there."""

    def here(found: re.Match[str]) -> str:
        words = f"{place.preposition} {place.noun}".strip()
        return _sentence(words) if found["at"][0].isupper() else words

    line = _HERE.sub(here, line)
    if place.preposition != "in":
        line = _INTO.sub("to {place}", line)
    if place.noun == "home" or place.noun in _ADVERBS:  # one comes home, not to it
        line = line.replace(" to {place}", " {place}")
    return line.replace("{place}", place.noun)


# --- two heroes --------------------------------------------------------------------------------


def _are_many(name: str, kind: str) -> bool:
    first = kind.split()[0].lower() if kind else ""
    return bool(re.search(r"\band\b|&", name)) or (not name and first in ("two", "three", "some"))


_VERB_OF_HERO: Final = re.compile(r"(\{hero\} (?:now |only |still |just )?)(\w+s)\b")


def _agreeing(line: str) -> str:
    """The line with the verb that follows its hero as it is for more than one."""

    def many(found: re.Match[str]) -> str:
        verb = found[2]
        if verb in _NO_VERB and verb not in _PLURAL:
            return found[0]
        if verb not in _PLURAL and verb.endswith("ies") and len(verb) > 4:
            return f"{found[1]}{verb[:-3]}y"
        es = re.fullmatch(r"\w+(?:sh|ch|ss|x|zz|o)es", verb)
        return found[1] + _PLURAL.get(verb, verb[:-2] if es else verb[:-1])

    return re.sub(r"\band (want|wish)(?:e?s) ", r"and \1 ", _VERB_OF_HERO.sub(many, line))
