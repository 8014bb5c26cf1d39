"""Every rule of every sample fires for every phrase and every bound in it; and the clinic's flags.

No weights: only the rules are looked at. What the model adds is in tests/quality.
"""

import tomllib
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pytest

from hearthside.route import Policy, Router
from hearthside.route.rules import Phrase, Range, Rule, Seen, hit_of, hits_of
from hearthside.text.quantities import Meter
from hearthside.text.units import Quantity
from hearthside.text.words import GAP, Words, readable
from tests.unit.route.samples import NAMES, sample, sample_rows

CASES = tomllib.loads((Path(__file__).parents[2] / "quality/triage_cases.toml").read_text("utf-8"))[
    "case"
]
POLICIES = {name: Policy.from_toml(sample(name)) for name in NAMES}
# Rules on length, language and script have tests of their own.
RULES = [
    (name, rule)
    for name in NAMES
    for rule in POLICIES[name].rules
    if not (rule.length or rule.language_other_than or rule.script_other_than)
]


def seen(policy: Policy, text: str) -> Seen:
    words = Words(readable(text), policy.typos)
    measured = Meter(policy.quantities).read(words)
    return Seen(words, measured, policy.language, policy.known_words)


def routes(policy: Policy, text: str) -> list[str]:
    return [hit.route for hit in hits_of(policy.rules, seen(policy, text))]


def spelled(phrase: Phrase) -> str:
    return " ".join(word.removesuffix("*") for word in phrase if word != GAP)


def value_for(limits: Range, quantity: Quantity) -> float:
    """A value that the bounds take, as near to them as they let it be."""
    low = limits.at_least if limits.at_least is not None else limits.above
    high = limits.at_most if limits.at_most is not None else limits.below
    if low is not None:
        return low if limits.holds(low) else low + 0.1
    assert high is not None
    return high if limits.holds(high) else round(high - (0.1 if high > 1 else 0.01), 3)


def numbers_for(rule: Rule, policy: Policy) -> str:
    by_name = {quantity.name: quantity for quantity in policy.quantities}
    parts = []
    for limits in rule.numbers:
        if limits.unstated:
            continue
        quantity = by_name[limits.of]
        value = value_for(limits, quantity)
        pair = {"first": f"{value:g}/70", "second": f"150/{value:g}"}.get(quantity.pair)
        named = f"{quantity.spelled[-1].rstrip('*')} {value:g}" if quantity.spelled else ""
        parts.append(pair or named or f"{value:g} {quantity.units[0].spelled[0]}")
    return ". ".join(parts)


def texts_for(rule: Rule, policy: Policy) -> Iterator[str]:
    """Texts that must make the rule fire: each of its phrases at least once."""
    numbers = numbers_for(rule, policy)
    heads = [spelled(phrase) for phrase in rule.phrases]
    groups = [[spelled(phrase) for phrase in group] for group in rule.all_of]
    rows = [heads, *groups] if heads else groups
    for parts in zip_longest(*rows):
        chosen = [part or row[0] for part, row in zip(parts, rows, strict=True)]
        yield f"{' '.join(chosen)}. {numbers}"
    if not rows:
        yield numbers


@pytest.mark.parametrize(("name", "rule"), RULES, ids=[f"{n}-{r.name}" for n, r in RULES])
def test_every_phrase_and_bound_of_a_rule_makes_it_fire(name: str, rule: Rule) -> None:
    policy = POLICIES[name]
    texts = list(texts_for(rule, policy))
    assert texts
    for text in texts:
        assert hit_of(rule, seen(policy, text)) is not None, text


@pytest.mark.parametrize(
    ("name", "text", "route"),
    [
        ("clinic", "help", "not clear"),
        ("clinic", "I am not well. " * 500, "not clear"),
        (
            "clinic",
            "\u041c\u043d\u0435 \u043e\u0447\u0435\u043d\u044c \u043f\u043b\u043e\u0445\u043e",
            "not clear",
        ),
        ("clinic", "Me siento mal desde hace tres d\u00edas y no puedo dormir", "not clear"),
        ("support", "Ich habe die Lampe nicht bekommen und warte noch", "person"),
        ("support", "\u6ca1\u6709\u6536\u5230\u6211\u7684\u706f", "person"),
        ("support", "my lamp is nice and " * 110, "person"),
        ("email", "Bonjour, comment vas-tu et que fais-tu dans la ville", "later"),
        (
            "email",
            "\u041f\u0440\u0438\u0432\u0435\u0442, \u043a\u0430\u043a \u0434\u0435\u043b\u0430",
            "later",
        ),
        ("odd", "time: 03:00; room: 19 C; remark: ok", "look"),
        ("odd", "fridge: 4 C; \u0432\u0441\u0451 \u043f\u043b\u043e\u0445\u043e", "look"),
    ],
)
def test_what_the_rules_cannot_read_goes_to_a_person(name: str, text: str, route: str) -> None:
    assert route in routes(POLICIES[name], text)


@pytest.mark.parametrize("text", [case["text"] for case in CASES if case["expect"] == "now"])
def test_every_written_red_flag_is_caught_by_a_rule_alone(text: str) -> None:
    """One is in Cyrillic letters, which the rules call not clear: a person looks at once."""
    found = routes(POLICIES["clinic"], text)
    assert "now" in found or (found[:1] == ["not clear"] and not text.isascii())


@pytest.mark.parametrize("row", sample_rows("clinic"), ids=lambda row: row["text"][:40])
def test_every_red_flag_of_the_rows_is_caught_by_a_rule_alone(row: dict[str, str]) -> None:
    found = routes(POLICIES["clinic"], row["text"])
    assert ("now" in found) == (row["route"] == "now")


@pytest.mark.parametrize(
    "text",
    [
        "No chest pain at all today",
        "She is not unconscious",
        "he denies any seizures",
        "never had chest pain or a stroke, form to sign",
    ],
)
async def test_a_denied_red_flag_goes_to_a_person_and_is_no_danger_to_life(text: str) -> None:
    routing = await Router.from_toml(sample("clinic")).route(text)
    assert (routing.route, routing.by, routing.action) == ("not clear", "rule", "person")
    assert "says no" in routing.reason


@pytest.mark.portable
@pytest.mark.parametrize(
    "text",
    [
        "He is not breathing",
        "She has no pulse",
        "the baby has not moved since morning",
        "no fever but chest pain",
        "It is not only chest pain, his arm is numb",
        "not sure what it is, chest pain since noon",
        "I have no reason to live",
        "the bleeding will not stop",
        "No, the pain in the chest is back",
    ],
)
async def test_a_no_that_denies_no_red_flag_takes_none_away(text: str) -> None:
    routing = await Router.from_toml(sample("clinic")).route(text)
    assert (routing.route, routing.by) == ("now", "rule")


@pytest.mark.parametrize(
    "text",
    [
        "I need a fast blood test before my holiday",
        "Do I have to fast before the blood sample is taken?",
        "He walks fast, and his blood group is A",
        "My blood pressure is still a lot better",
        "I cut myself shaving this morning, it is fine now",
    ],
)
def test_blood_that_is_no_bleeding_is_no_red_flag(text: str) -> None:
    assert "now" not in routes(POLICIES["clinic"], text)


@pytest.mark.parametrize(
    "text",
    [
        "She is bleeding fast",
        "The blood keeps coming out of his leg very fast",
        "She is losing blood fast",
        "There is so much blood on the floor",
        "blood is running down his face and wont stop",
    ],
)
def test_blood_that_does_not_stop_is_one(text: str) -> None:
    assert "now" in routes(POLICIES["clinic"], text)


@pytest.mark.parametrize(
    "text",
    [
        "I twisted my ankle ten years ago and it still clicks",
        "asdf qwer zxcv uiop hjkl",
        "The moon is a spreadsheet and the fork sings on Tuesday",
        "qwertyuiop",
        "!!! ???",
        "",
    ],
)
async def test_no_doubt_and_no_nonsense_is_called_a_danger_to_life(text: str) -> None:
    routing = await Router.from_toml(sample("clinic")).route(text)
    assert (routing.route, routing.action) == ("not clear", "person")


def test_the_clinic_says_what_it_is_and_names_its_sources() -> None:
    policy = POLICIES["clinic"]
    assert "not a medical device" in policy.note
    assert "no diagnosis" in policy.note
    assert policy.doubt == "not clear"
    assert [route.name for route in policy.routes] == [
        "now",
        "today",
        "routine",
        "self-care-advice",
    ]
    known = ("IITT", "IMCI", "ETAT", "PCPNC", "mhGAP", "NICE", "FAST", "caution", "when in doubt")
    assert all(any(mark in rule.source for mark in known) for rule in policy.rules)
    # No model writes about health: the only answer is the policy's own words.
    assert not any(route.prompt for route in policy.routes)


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_thirty_to_sixty_and_name_routes(name: str) -> None:
    rows = sample_rows(name)
    assert 30 <= len(rows) <= 60
    assert len({row["text"] for row in rows}) == len(rows)
    assert {row["route"] for row in rows} == {route.name for route in POLICIES[name].routes}


@pytest.mark.parametrize("name", NAMES)
def test_no_row_is_raised_above_what_its_author_meant(name: str) -> None:
    policy = POLICIES[name]
    for row in sample_rows(name):
        for route in routes(policy, row["text"]):
            assert policy.rank(route) >= policy.rank(row["route"]), row["text"]
