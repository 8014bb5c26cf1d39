"""Write, where there are two models: which one answers, why, loaded in turn, drafts checked."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from app.shell.tiers import candidates_of, choice_of, device_of, policies_of, policy_of
from app.state import Machine, OnProcessor, Preferences
from hearthside.adapters.fake.engine import FAKE_MODEL
from hearthside.ports import ModelInfo
from hearthside.tiers import Ask, Device
from hearthside.wire import Code, Op
from tests.unit.app.house import MODELS, SEER, House, house, with_seer
from tests.unit.app.write.visitor import TEXT, asked, visitor, write
from tests.unit.lora.adapters import FORM

ASK = {"write-question": "When does the boat leave?"}


async def two_models(*, kept: tuple[str, ...] = ("small", "e2b"), policy: str = "") -> House:
    """Somebody in the room with both on the device; the small one is awake, with its adapter."""
    home = house(*kept)
    home.device.answer = lambda _prompt: " The boat leaves at 8."
    home.device.log_probs = {"Yes": -0.1, "No": -3.0}
    with_seer(home, replace(FAKE_MODEL, adapters=FORM))
    MODELS.append(SEER)
    try:
        home = await visitor(tasks=True, home=home)
    finally:
        MODELS.remove(SEER)
    if policy:
        await home.do("prefer.policy", value=policy)
    return home


def loads(home: House) -> list[str]:
    return [args["model"] for op, args in home.device.calls if op == Op.MODEL_LOAD]


async def test_narrow_work_stays_with_the_quick_one_and_the_answer_says_who_and_why() -> None:
    home = await two_models()
    await asked(home, "title")
    (answer,) = write(home).answers
    assert answer.why == "Small & fine answers: this is quick, narrow work."
    assert "this is quick, narrow work." in home.text and loads(home) == ["small"]


async def test_another_one_is_wanted_for_this_ask_alone() -> None:
    home = await two_models()
    await home.do("write.model", value="e2b")
    assert "Large &amp; slow answers: you chose it. It is loaded first." in home.html
    await asked(home, "title")
    answer = write(home).answers[0]
    assert answer.by.startswith("Large & slow") and loads(home) == ["small", "e2b"]
    assert write(home).model == "" and write(home).waiting is None
    await home.do("write.model", value="nobody")
    assert write(home).model == ""


async def test_a_form_that_cannot_be_asked_loads_nothing() -> None:
    home = await two_models(policy="large")
    await asked(home, "title", text=" ")
    assert loads(home) == ["small"] and "There is no text yet" in home.text


async def test_a_draft_is_checked_by_the_large_one_which_says_so() -> None:
    home = await two_models(policy="draft")
    await asked(home, "answer", **ASK)
    (answer,) = write(home).answers
    assert loads(home) == ["small", "e2b"] and home.app.state.brain.model == "e2b"
    assert answer.by.endswith(", checked by Large & slow") and not answer.partial
    assert any("checked the draft against the text" in note for note in answer.notes)
    assert "drafts, and Large & slow checks it" in answer.why
    assert write(home).asked is None and not write(home).checking
    await asked(home, "answer", **ASK)  # and in turn again
    assert loads(home) == ["small", "e2b", "small", "e2b"] and len(write(home).answers) == 2


async def test_a_draft_that_is_not_borne_out_is_written_anew() -> None:
    home = await two_models(policy="draft")
    home.device.log_probs = {"Yes": -5.0, "No": -0.1}
    said = iter([" The boat leaves at 8.", "It leaves at 8."])
    home.device.answer = lambda _prompt: next(said)
    await asked(home, "answer", **ASK)
    (answer,) = write(home).answers
    assert answer.said[0].text == "It leaves at 8." and "in place of a draft by" in answer.by


async def test_where_no_larger_model_is_here_the_quick_one_answers_alone_and_says_so() -> None:
    home = await two_models(kept=("small",), policy="draft")
    await asked(home, "answer", **ASK)
    (answer,) = write(home).answers
    assert "no larger model is here to check it" in answer.why and loads(home) == ["small"]
    assert "checked by" not in answer.by


@pytest.mark.parametrize("code", [Code.MODEL_UNFIT, Code.DOWNLOAD_OFFLINE])
async def test_where_the_large_one_does_not_come_the_draft_stands(code: Code) -> None:
    home = await two_models(policy="draft")
    home.device.fail_next(Op.MODEL_LOAD, code)
    await asked(home, "answer", **ASK)
    (answer,) = write(home).answers
    assert "the draft stands unchecked" in answer.notes[-1] and write(home).asked is None
    assert answer.said[0].text == "The boat leaves at 8."


async def test_where_the_check_fails_the_draft_stands_and_the_error_is_told() -> None:
    home = await two_models(policy="draft")
    load = home.device.load

    async def loaded(model: str, **asked_for: Any) -> ModelInfo:
        info = await load(model, **asked_for)
        if model == "e2b":
            home.device.fail_next(Op.SCORE, Code.ENGINE_FAILED)
        return info

    home.device.load = loaded  # type: ignore[method-assign]
    await asked(home, "answer", **ASK)
    (answer,) = write(home).answers
    assert "the draft stands unchecked" in answer.notes[-1] and not answer.partial
    assert "checked by" not in answer.by and write(home).asked is None
    assert home.app.state.error is not None and home.app.state.error.code == Code.ENGINE_FAILED


async def test_stopped_while_the_large_one_comes_the_draft_stands() -> None:
    home = await two_models(policy="draft")
    held = False
    load = home.device.load

    async def slow(model: str, **asked_for: Any) -> ModelInfo:
        while held:
            await asyncio.sleep(0.01)
        return await load(model, **asked_for)

    home.device.load = slow  # type: ignore[method-assign]
    held = True
    await home.do_now("write.job", value="answer")
    await home.do_now("write.ask", **{"write-text": TEXT, **ASK})
    while not write(home).checking:
        await asyncio.sleep(0.01)
    assert "is being loaded to check it" in home.text
    await home.do_now("write.stop")
    await asyncio.sleep(0.05)
    held = False
    await home.app.settle()
    (answer,) = write(home).answers
    assert "broken off" in answer.notes[-1] and write(home).asked is None
    assert not write(home).checking and home.app.state.brain.model == "e2b"


async def test_a_model_that_does_not_come_leaves_the_form_to_be_asked_again() -> None:
    home = await two_models(policy="large")
    home.device.fail_next(Op.MODEL_LOAD, Code.MODEL_UNFIT)
    await asked(home, "title")
    assert write(home).waiting is None and write(home).answers == ()
    assert home.app.state.error is not None


async def test_the_policy_is_chosen_in_settings_and_kept() -> None:
    home = await two_models()
    await home.do("fragment", fragment="#settings")
    assert "Which model answers in Write" in home.text and "Always Large" in home.text
    await home.do("prefer.policy", value="always:e2b")
    await home.do("prefer.policy", value="nonsense")
    assert home.app.state.preferences.policy == "always:e2b"


def test_what_is_no_policy_is_the_quick_one() -> None:
    assert policy_of(Preferences(policy="x" * 99)) == ("quick", "")
    assert policy_of(Preferences(policy="always:")) == ("always", "")
    assert policy_of(Preferences()) == ("quick", "")


async def test_models_and_device_are_told_as_they_are_found() -> None:
    home = await two_models()
    state = home.app.state
    small, _, large = candidates_of(state, trained=True, able=True)
    assert (small.tier, small.stage, small.context_tokens) == ("quick", "loaded", 4096)
    assert (large.tier, large.stage, large.context_tokens) == ("large", "kept", 131_072)
    assert (large.memory_bytes, large.token_ms, large.chats) == (1_300_000_000, 215, True)
    offer = replace(state.seers[0], on_processor=OnProcessor(9, 0.0), needs_card=True)
    assert candidates_of(replace(state, seers=(offer,)), trained=False, able=False)[-1].needs_card
    assert not candidates_of(state, trained=True, able=False)[0].jobs
    assert device_of(None) == Device()
    assert device_of(Machine(webgpu=True, memory_gb=4)) == Device(True, 4 * 10**9)
    choice = choice_of(state, Ask("ask"), trained=True, able=True)
    assert choice.model == "e2b" and len(policies_of(state)) == 6


async def test_a_site_without_a_large_model_offers_no_policy_for_one() -> None:
    home = house("small")
    await home.start(fragment="#settings")
    assert [value for value, _ in policies_of(home.app.state)] == [
        "quick",
        *[f"always:{it.id}" for it in home.app.state.offers],
    ]
    assert "The large one" not in home.text and "The one that suits the text" in home.text


async def test_where_there_is_one_model_nothing_is_said_of_a_choice() -> None:
    home = await two_models(kept=("small",))
    await asked(home, "answer", **ASK)
    (answer,) = write(home).answers
    assert answer.why == "" and "answers:" not in home.text
