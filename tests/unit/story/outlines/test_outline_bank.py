"""The bank of outlines keeps its rules: what a line may hold, and that no two plots are alike."""

import re
from collections import Counter
from itertools import combinations

import pytest

from hearthside.story.checks import UNSUITABLE, words_of
from hearthside.story.form import CHOICES
from hearthside.story.outlines import SLOTS, Outline, outline_bank, outline_named
from hearthside.text.degeneration import runs_of

pytestmark = pytest.mark.portable

BANK = outline_bank()
PRONOUNS = {"he", "she", "his", "her", "hers", "him", "himself", "herself"}


def whole(outline: Outline) -> str:
    return " ".join((outline.title, *outline.lines))


def test_there_are_enough_and_every_title_is_its_own() -> None:
    assert len(BANK) >= 300
    assert len({one.title.casefold() for one in BANK}) == len(BANK)
    assert all(outline_named(one.title) is one for one in BANK)
    assert outline_named("The Outline That Nobody Wrote") is None


def test_moods_and_ages_are_balanced_and_some_fit_any_wish() -> None:
    for name in ("mood", "age"):
        counts = Counter(getattr(one, name) for one in BANK)
        assert set(counts) == set(CHOICES[name])
        assert min(counts.values()) >= 0.8 * max(counts.values())
    assert min(Counter((one.mood, one.age) for one in BANK).values()) >= 15
    assert sum(one.about.startswith("any wish") for one in BANK) >= 20


def test_every_outline_has_the_slots_that_a_form_fills() -> None:
    for one in BANK:
        text = whole(one)
        assert set(re.findall(r"\{(.*?)\}", text)) <= set(SLOTS), text
        assert all(f"{{{slot}}}" in text for slot in ("hero", "place", "wish")), text
        assert 2 * sum("{hero}" in line for line in one.lines) >= len(one.lines), text
        assert one.friend.split()[0] in ("a", "an") or one.friend.islower(), one.friend


def test_lines_are_short_plain_and_of_nobodys_sex() -> None:
    for one in BANK:
        assert 3 <= len(one.lines) <= (4 if one.age == "2-4" else 6), one.title
        for line in one.lines:
            assert 5 <= len(line.split()) <= 18, line
            assert not re.search(r"[;\"\u201c\u201d]", line), line
            assert PRONOUNS.isdisjoint(words_of(line)), line


def test_no_word_is_there_that_does_not_belong_at_bedtime() -> None:
    for one in BANK:
        assert UNSUITABLE.isdisjoint(words_of(whole(one))), one


def test_no_two_outlines_are_alike() -> None:
    """The share of equal runs of three words, of the shorter of two, slots among the words."""
    runs = [set(runs_of(words_of(" ".join(one.lines)), 3)) for one in BANK]
    worst = max(len(a & b) / min(len(a), len(b)) for a, b in combinations(runs, 2))
    assert worst <= 0.2
