"""Which model answers: by work, language, length, device and policy; and where none does."""

from dataclasses import replace
from itertools import product
from typing import get_args

import pytest

from hearthside.tiers import Ask, Candidate, Choice, Device, Policy, cannot, choose, tokens_of
from hearthside.tiers.models import LONG_REWRITE_TOKENS, Job, work_of

SMALL = Candidate(
    "small", "Small", "quick", "loaded", context_tokens=4096, english_only=True, memory_bytes=180
)
FULL = replace(SMALL, id="full", title="Full", english_only=False, stage="kept")
LARGE = Candidate(
    "large",
    "Large",
    "large",
    "kept",
    context_tokens=131_072,
    chats=True,
    memory_bytes=1300,
    token_ms=215,
)
CARD, PROCESSOR = Device(has_card=True, memory_bytes=8000), Device(memory_bytes=8000)


def chosen(ask: Ask, *candidates: Candidate, device: Device = CARD, **more: str) -> Choice:
    return choose(ask, candidates or (SMALL, LARGE), device, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("job", ["extract", "keywords", "title"])
def test_narrow_work_goes_to_the_quick_one(job: Job) -> None:
    choice = chosen(Ask(job, 300))
    assert (choice.model, choice.load, choice.checks) == ("small", False, "")
    assert choice.words == "Small answers: this is quick, narrow work."


def test_open_tasks_go_to_the_large_one_and_nowhere_else() -> None:
    choice = chosen(Ask("ask"))
    assert (choice.model, choice.load) == ("large", True)
    assert choice.words == "Large answers: this is an open task."
    alone = chosen(Ask("ask"), SMALL)
    assert alone.model == "" and "Small was not taught to answer open questions" in alone.words


def test_a_short_rewriting_is_quick_and_a_long_one_open_but_the_quick_one_may_try() -> None:
    assert chosen(Ask("rewrite", LONG_REWRITE_TOKENS)).model == "small"
    assert chosen(Ask("rewrite", LONG_REWRITE_TOKENS + 1)).model == "large"
    assert chosen(Ask("rewrite", 9000), SMALL).model == "small"


def test_the_language_decides_between_the_models_that_hold_it() -> None:
    german = Ask("summarise", 200, "de")
    choice = chosen(german)
    assert choice.model == "large" and "not in English" in choice.words
    assert chosen(german, SMALL, FULL, LARGE).model == "full"
    assert "not in English" in chosen(german, SMALL, FULL).words
    assert "the answer stands in the text" in chosen(Ask("answer", 9), SMALL, FULL).words
    wide = replace(FULL, context_tokens=32_768)
    assert "longer than another one" in chosen(Ask("answer", 9000), SMALL, wide).words
    assert "no other model" in chosen(german, SMALL).words
    assert chosen(german, SMALL).model == "small"  # the only one here
    assert chosen(Ask("summarise", 200, "")).model == "small"  # nobody could tell
    assert chosen(replace(german, language="en"), SMALL, FULL).model == "small"


def test_a_text_longer_than_the_quick_one_reads_goes_to_the_one_that_reads_it() -> None:
    long = Ask("answer", 3900)
    choice = chosen(long)
    assert choice.model == "large" and "longer than the quick one reads" in choice.words
    assert chosen(replace(long, text_tokens=3000)).model == "small"
    assert chosen(replace(long, text_tokens=10**9)).model == "small"  # too long for either
    assert chosen(long, replace(SMALL, context_tokens=0), LARGE).model == "small"  # not told


def test_where_the_large_one_is_loaded_it_stays_if_a_card_makes_it_quick() -> None:
    loaded = (replace(SMALL, stage="kept"), replace(LARGE, stage="loaded"))
    choice = chosen(Ask("title", 100), *loaded)
    assert (choice.model, choice.load) == ("large", False) and "to change takes" in choice.words
    slow = chosen(Ask("title", 100), *loaded, device=PROCESSOR)
    assert (slow.model, slow.load) == ("small", True)


def test_the_large_one_first_where_it_is_here_and_can() -> None:
    for job in ("title", "summarise", "ask"):
        assert chosen(Ask(job), policy="large").model == "large"  # type: ignore[arg-type]
    away = replace(LARGE, stage="offered")
    assert chosen(Ask("title"), SMALL, away, policy="large").model == "small"
    card = replace(LARGE, needs_card=True)
    assert chosen(Ask("title"), SMALL, card, device=PROCESSOR, policy="large").model == "small"


def test_nothing_is_downloaded_by_a_choice() -> None:
    away = replace(LARGE, stage="offered")
    choice = chosen(Ask("ask"), SMALL, away)
    assert choice.model == "" and choice.words.startswith("Large could do this, and is not on")
    assert choice.offered == "Large" and chosen(Ask("ask"), SMALL).offered == ""


def test_the_device_refuses_what_it_cannot_hold() -> None:
    ask = Ask("ask")
    tight = Device(memory_bytes=1000)
    assert (
        "more memory" in cannot(LARGE, ask, tight)
        and "more memory" in chosen(ask, SMALL, LARGE, device=tight).words
    )
    assert cannot(LARGE, ask, Device()) == ""  # it does not tell
    assert cannot(LARGE, ask, replace(tight, has_card=True)) == ""
    assert "graphics card" in cannot(replace(LARGE, needs_card=True), ask, Device())


def test_a_model_without_training_does_none_of_the_jobs() -> None:
    bare = replace(SMALL, jobs=False)
    assert "none of these jobs" in cannot(bare, Ask("title"), CARD)
    assert chosen(Ask("title"), bare, LARGE).model == "large"


def test_draft_and_check_takes_both_and_says_so_where_it_cannot() -> None:
    for job in ("answer", "summarise"):
        choice = chosen(Ask(job, 200), policy="draft")  # type: ignore[arg-type]
        assert (choice.model, choice.checks, choice.load) == ("small", "large", False)
        assert choice.words == "Small drafts, and Large checks it, as you wish."
    alone = chosen(Ask("answer", 200), SMALL, policy="draft")
    assert (alone.model, alone.checks) == ("small", "")
    assert "no larger model is here to check it" in alone.words
    title = chosen(Ask("title", 200), policy="draft")
    assert (title.model, title.checks) == ("small", "") and "only answers" in title.words
    only = chosen(Ask("answer", 200), LARGE, policy="draft")
    assert (only.model, only.checks) == ("large", "") and "no draft" in only.words
    german = chosen(Ask("answer", 200, "de"), policy="draft")
    assert (german.model, german.checks) == ("large", "")


def test_the_draft_is_the_quick_ones_even_where_the_large_one_is_loaded() -> None:
    loaded = (replace(SMALL, stage="kept"), replace(LARGE, stage="loaded"))
    choice = chosen(Ask("answer", 200), *loaded, policy="draft")
    assert (choice.model, choice.checks, choice.load) == ("small", "large", True)


def test_always_this_one_holds_as_far_as_it_can() -> None:
    assert chosen(Ask("title"), policy="always", always="large").model == "large"
    assert chosen(Ask("title"), policy="always", always="small").model == "small"
    chat = chosen(Ask("ask"), policy="always", always="small")
    assert chat.model == "large" and "Small, which you chose, was not" in chat.words
    gone = chosen(Ask("title"), policy="always", always="nobody")
    assert gone.model == "small" and "not on this site" in gone.words
    away = chosen(Ask("title"), SMALL, replace(LARGE, stage="offered"), policy="always",
                  always="large")  # fmt: skip
    assert away.model == "small" and "is not on this device yet" in away.words


def test_without_any_model_it_says_so() -> None:
    assert choose(Ask("title"), (), Device()).words == "There is no language model on this site."


def test_every_question_has_an_answer_in_one_sentence_and_never_one_that_cannot() -> None:
    """All jobs, policies, devices, stages, languages and lengths together."""
    stages = ("loaded", "kept", "offered")
    devices = (CARD, PROCESSOR, Device(memory_bytes=200))
    asks = [Ask(job, size, tongue) for job in get_args(Job)
            for size, tongue in ((0, "en"), (3900, "de"), (10**6, ""))]  # fmt: skip
    for one, other, device in product(stages, stages, devices):
        models = (replace(SMALL, stage=one), replace(LARGE, stage=other))  # type: ignore[arg-type]
        by_id = {it.id: it for it in models}
        for ask, policy in product(asks, get_args(Policy)):
            choice = choose(ask, models, device, policy, "large")
            assert choice.words.endswith(".") and choice.words.count(". ") == 0, choice
            if not choice.model:
                continue
            found = by_id[choice.model]
            assert not cannot(found, ask, device) and found.stage != "offered"
            assert choice.load == (found.stage != "loaded") and choice.title == found.title
            assert not choice.checks or (choice.checks == "large" and found.tier == "quick")


def test_all_jobs_have_a_kind_of_work_and_texts_a_length() -> None:
    assert {work_of(Ask(job)) for job in get_args(Job)} == {"constrained", "text", "open"}
    assert tokens_of("") == 0 and tokens_of("abcd") == 1 and tokens_of("\ud800" * 8) == 2
    assert 150 <= tokens_of("The boat leaves at eight. " * 25) <= 170
