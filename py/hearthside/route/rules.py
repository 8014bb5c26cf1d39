"""Rules: what stands ahead of the model, and what it can never lower.

A rule fires when everything it asks for is there:

    phrases     one of these phrases
    all_of      of each group one phrase, `within_words` of each other if it says so
    numbers     each of these values out of (or in) its range
    length      the text is shorter or longer than this
    language    the text is in none of these languages      script    or scripts

A "no" before a phrase does not switch a rule off: "no chest pain" is a chest pain to a rule. That
is meant: to miss a red flag costs more than to look twice. Knows nothing of what a rule is for,
and sees only what its author has written down.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from hearthside.route.tables import Table
from hearthside.text.language import language_of, languages, script_of
from hearthside.text.quantities import Measured
from hearthside.text.words import Found, Words

Phrase = tuple[str, ...]
_MAX_QUOTES: Final = 4
_MAX_PLACES: Final = 8


@dataclass(frozen=True, slots=True)
class Range:
    """Which values of a quantity fire; every bound that is given must hold.

    `unstated`: the condition also holds for a text that states no such value.
    """

    of: str
    below: float | None = None
    above: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    unstated: bool = False

    def holds(self, value: float) -> bool:
        """Whether `value` fires."""
        return (
            (self.below is None or value < self.below)
            and (self.above is None or value > self.above)
            and (self.at_most is None or value <= self.at_most)
            and (self.at_least is None or value >= self.at_least)
        )


@dataclass(frozen=True, slots=True)
class Length:
    """How long a text must be for a rule to fire: any bound that is given and crossed."""

    below_words: int | None = None
    above_words: int | None = None
    above_characters: int | None = None

    def holds(self, words: Words) -> bool:
        """Whether the text is too short or too long."""
        count = len(words.words)
        return (
            (self.below_words is not None and count < self.below_words)
            or (self.above_words is not None and count > self.above_words)
            or (self.above_characters is not None and len(words.text) > self.above_characters)
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """Conditions, the route they lead to at least, and why; `source`: where that is written."""

    name: str
    route: str
    why: str
    source: str = ""
    phrases: tuple[Phrase, ...] = ()
    all_of: tuple[tuple[Phrase, ...], ...] = ()
    within_words: int | None = None
    numbers: tuple[Range, ...] = ()
    length: Length | None = None
    language_other_than: tuple[str, ...] = ()
    script_other_than: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule that fired, with the words and the readings of the text that made it fire."""

    rule: Rule
    quotes: tuple[str, ...] = ()
    measured: tuple[Measured, ...] = ()

    @property
    def route(self) -> str:
        """The route it leads to at least."""
        return self.rule.route

    @property
    def words(self) -> str:
        """The reason in plain words, with what it saw and where the rule comes from."""
        seen = [f"\u201c{quote}\u201d" for quote in self.quotes] + [str(m) for m in self.measured]
        told = f" (here: {', '.join(seen)})" if seen else ""
        source = f" Source: {self.rule.source}." if self.rule.source else ""
        return f"{self.rule.why}{told}.{source}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as the rules see it. `home` and `known`: see `hearthside.text.language`."""

    words: Words
    measured: tuple[Measured, ...] = ()
    home: str = "en"
    known: frozenset[str] = field(default=frozenset(), repr=False)


def hit_of(rule: Rule, seen: Seen) -> RuleHit | None:
    """The rule's hit on the text; None unless everything the rule asks for is there."""
    quotes: list[str] = []
    measured: list[Measured] = []
    if rule.length and not rule.length.holds(seen.words):
        return None
    if not _foreign(rule, seen):
        return None
    if rule.phrases and not _any_phrase(rule.phrases, seen.words, quotes):
        return None
    if rule.all_of and not _every_group(rule, seen.words, quotes):
        return None
    if not all(_in_range(limits, seen, measured) for limits in rule.numbers):
        return None
    kept = tuple(dict.fromkeys(quotes))[:_MAX_QUOTES]
    values = {str(one): one for one in measured}
    return RuleHit(rule, kept, tuple(values.values())[:_MAX_QUOTES])


def hits_of(rules: Sequence[Rule], seen: Seen) -> list[RuleHit]:
    """Every rule that fires, in the order of the rules."""
    return [hit for rule in rules if (hit := hit_of(rule, seen)) is not None]


def _foreign(rule: Rule, seen: Seen) -> bool:
    """Whether the conditions of language and script hold; a text without letters has neither."""
    if rule.script_other_than:
        script = script_of(seen.words.text)
        if not script or script in rule.script_other_than:
            return False
    if not rule.language_other_than:
        return True
    return language_of(seen.words.text, seen.home, seen.known) not in rule.language_other_than


def _any_phrase(phrases: Sequence[Phrase], words: Words, quotes: list[str]) -> bool:
    found = [place for phrase in phrases for place in words.find(phrase)]
    quotes += [words.quote(place) for place in sorted(found, key=lambda f: (f.first, f.last))]
    return bool(found)


def _every_group(rule: Rule, words: Words, quotes: list[str]) -> bool:
    places = [
        sorted((f for phrase in group for f in words.find(phrase)), key=lambda f: f.first)
        for group in rule.all_of
    ]
    if not all(places):
        return False
    chosen: Sequence[Found] | None = [group[0] for group in places]
    if rule.within_words is not None:
        chosen = _near(places, rule.within_words)
    if chosen is None:
        return False
    quotes += [words.quote(place) for place in chosen]
    return True


def _near(places: list[list[Found]], most: int) -> Sequence[Found] | None:
    """One place of each group such that no two lie farther apart than `most` words."""
    # A text that repeats itself a thousand times must not cost a million combinations.
    for chosen in product(*(group[:_MAX_PLACES] for group in places)):
        if max(f.first for f in chosen) - min(f.last for f in chosen) <= most:
            return chosen
    return None


def _in_range(limits: Range, seen: Seen, measured: list[Measured]) -> bool:
    stated = [one for one in seen.measured if one.name == limits.of]
    fitting = [one for one in stated if limits.holds(one.value)]
    measured += fitting
    return bool(fitting) or (limits.unstated and not stated)


def rule_from(table: Table, routes: tuple[str, ...], quantities: tuple[str, ...]) -> Rule:
    """The rule that a [[rule]] of a policy describes. Raises InvalidInput."""
    why = table.text("why")
    rule = Rule(
        name=table.text("name", why),
        route=table.one_of("route", routes),
        why=why.rstrip("."),
        source=table.text("source", "").rstrip("."),
        phrases=table.phrases("phrases"),
        all_of=table.phrase_groups("all_of"),
        within_words=table.whole("within_words"),
        numbers=tuple(_range_from(one, quantities) for one in table.tables("numbers")),
        length=_length_from(table.table("length")),
        language_other_than=_other_than(table.table("language"), languages()),
        script_other_than=_other_than(table.table("script"), ()),
    )
    table.done()
    stated = (rule.phrases, rule.all_of, rule.numbers, rule.length)
    if not any((*stated, rule.language_other_than, rule.script_other_than)):
        table.fail("why", "it asks for nothing, so it would never or always fire; add phrases")
    return rule


def _range_from(table: Table, quantities: tuple[str, ...]) -> Range:
    bounds = {name: table.number(name) for name in ("below", "above", "at_most", "at_least")}
    limits = Range(table.one_of("of", quantities), **bounds, unstated=table.flag("unstated"))
    table.done()
    if all(bound is None for bound in bounds.values()):
        table.fail("of", "say which values fire: below, above, at_most or at_least")
    return limits


def _length_from(table: Table | None) -> Length | None:
    if table is None:
        return None
    keys = ("below_words", "above_words", "above_characters")
    length = Length(**{key: table.whole(key) for key in keys})
    table.done()
    if length == Length():
        table.fail("length", f"say one of {', '.join(keys)}")
    return length


def _other_than(table: Table | None, choices: tuple[str, ...]) -> tuple[str, ...]:
    if table is None:
        return ()
    names = tuple(name.lower() for name in table.texts("other_than"))
    table.done()
    strange = [name for name in names if choices and name not in choices]
    if strange or not names:
        known = f" of {', '.join(choices)}" if choices else ', as in ["latin"]'
        table.fail("other_than", f'"other_than" must list one or more{known}')
    return names
