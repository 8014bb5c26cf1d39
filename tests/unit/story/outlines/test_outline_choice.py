"""The choice of an outline: by what the wish is about, by age and mood, shelf and seed."""

from dataclasses import replace

import pytest

from hearthside.adapters.fake.embedder import FakeEmbedder
from hearthside.adapters.fake.engine import FakeEngine
from hearthside.embedding.embedder import load_embedder
from hearthside.generation.model import load_model
from hearthside.story import StoryForm
from hearthside.story.outlines import (
    Outline,
    choose,
    closeness_by_words,
    closeness_of,
    outline_bank,
    ranked,
)

BANK = outline_bank()
FORM = StoryForm("Mila, a small fox", "an old lighthouse", "to fly", "gentle", "5-7")


def an_outline(title: str, about: str, mood: str = "gentle", age: str = "5-7") -> Outline:
    return Outline(title, about, mood, age, "a goose", "a sock", ("{hero} goes.",))


@pytest.mark.parametrize(
    ("wish", "about"),
    [
        ("cannot sleep", "sleep"),
        ("lost her red glove", "lost"),
        ("is afraid of the dark", "afraid of the dark"),
        ("scared of dogs", "afraid of dogs"),
        ("a new baby sister", "baby"),
        ("first day at school tomorrow", "first day at school"),
        ("had a quarrel with her best friend", "quarrel"),
        ("to find a treasure", "treasure"),
        ("a wobbly tooth", "wobbly tooth"),
        ("wants a dog", "pet"),
    ],
)
def test_the_nearest_outline_is_about_the_wish(wish: str, about: str) -> None:
    form = replace(FORM, wish=wish)
    best = ranked(BANK, form, closeness_by_words(form, BANK))[0]
    assert about in best.outline.about


def test_a_wish_that_nobody_foresaw_gets_an_outline_for_any_wish() -> None:
    form = replace(FORM, wish="to xylograph a quincunx")
    best = ranked(BANK, form, closeness_by_words(form, BANK))[:4]
    assert all(each.outline.about.startswith("any wish") for each in best)


def test_age_and_mood_decide_between_equals() -> None:
    bank = (
        an_outline("other age", "to fly", age="2-4"),
        an_outline("other mood", "to fly", mood="funny"),
        an_outline("both", "to fly"),
    )
    titles = [each.outline.title for each in ranked(bank, FORM, [0.5, 0.5, 0.5])]
    assert titles == ["both", "other mood", "other age"]


def test_what_was_told_lately_waits() -> None:
    bank = (an_outline("near", "to fly"), an_outline("far", "to swim"))
    assert choose(bank, FORM, [0.9, 0.4]).title == "near"
    assert choose(bank, FORM, [0.9, 0.4], told=["near"]).title == "far"
    assert choose(bank, FORM, [0.9, 0.4], told=["other"] * 30 + ["near"]).title == "near"


def test_the_seed_draws_among_the_best_few_and_repeats() -> None:
    near = closeness_by_words(FORM, BANK)
    best = {each.outline.title for each in ranked(BANK, FORM, near)[:4]}
    drawn = [choose(BANK, FORM, near, seed=seed).title for seed in range(30)]
    assert set(drawn) <= best
    assert drawn == [choose(BANK, FORM, near, seed=seed).title for seed in range(30)]
    assert len({choose(BANK, FORM, [1.0] * len(BANK), seed=seed).title for seed in range(30)}) > 1


async def test_an_embedding_model_reads_the_bank_once() -> None:
    engine = FakeEmbedder()
    embedder = await load_embedder(engine, "fake")
    first = await closeness_of(FORM, BANK, embedder=embedder)
    assert all(0.0 <= near <= 1.0 for near in first)
    assert first != closeness_by_words(FORM, BANK)
    calls = len(engine.calls)
    assert await closeness_of(FORM, BANK, embedder=embedder) == first
    assert len(engine.calls) - calls <= 2


async def test_a_language_model_weighs_only_what_the_words_leave_open() -> None:
    engine = FakeEngine()
    model = await load_model(engine, "fake")
    clear, open_ = replace(FORM, wish="cannot sleep"), replace(FORM, wish="a grumpy wizard at sea")
    assert await closeness_of(clear, BANK, model) == closeness_by_words(clear, BANK)
    assert engine.open_caches == 0
    weighed = await closeness_of(open_, BANK, model)
    by_words = closeness_by_words(open_, BANK)
    assert all(now >= before for now, before in zip(weighed, by_words, strict=True))
    assert engine.open_caches == 0
