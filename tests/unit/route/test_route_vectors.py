"""Embeddings in the language model's place: rules in front, strangers to doubt, a writer apart."""

from dataclasses import replace
from random import Random

import pytest

from hearthside.adapters.fake.embedder import FakeEmbedder
from hearthside.adapters.fake.engine import FakeEngine
from hearthside.adapters.fake.matrices import FakeMatrices
from hearthside.classify import Decision, Embeddings, Features
from hearthside.embedding.embedder import load_embedder
from hearthside.generation.model import load_model
from hearthside.route import Answered, HandedOff, Router, run
from tests.unit.route.policies import SMALL, ToldClassifier

DOORS = ("May somebody come in through the {}", "Is the {} open for a guest", "Let me in the {}")
BILLS = (
    "The {} bill was paid twice",
    "Send the money for the {} back",
    "A wrong {} price was paid",
)
THINGS = ("front door", "garden gate", "cellar hatch", "side door")
GOOD = " Please come in, the door is open for you.\n\n"


def shown(patterns: tuple[str, ...]) -> str:
    return str([pattern.format(thing) for pattern in patterns for thing in THINGS])


POLICY = (
    SMALL.replace('["What is this?"]', shown(BILLS))
    .replace('["May I come in?", "Is the door open?"]', shown(DOORS))
    .replace("threshold = 0.6", "threshold = 0.4")
)


async def router(policy: str = POLICY) -> Router:
    embedder = await load_embedder(FakeEmbedder(), "fake-embedding")
    return Router.from_toml(policy, Embeddings(embedder, FakeMatrices()))


async def test_vectors_decide_and_say_by_which_examples() -> None:
    by = await router()
    door = await by.route("Is the garden gate open for me, may I come in")
    assert (door.route, door.by) == ("write", "model")
    assert "garden gate" in door.nearest[0]
    assert "garden gate" in door.reason
    bill = await by.route("The bill for the side door was paid twice")
    assert (bill.route, bill.by) == ("ask", "model")


async def test_rules_stay_in_front_and_are_never_lowered() -> None:
    by = await router()
    fire = await by.route("Is the garden gate open, there is a fire")
    assert (fire.route, fire.by, fire.decision) == ("ask", "rule", None)
    for seed in range(40):
        pattern, thing = Random(seed).choice(DOORS + BILLS), Random(-seed).choice(THINGS)
        warm = await by.route(f"{pattern.format(thing)}, temp 39 c")
        assert by.policy.rank(warm.route) <= by.policy.rank("write")


async def test_what_is_like_nothing_shown_goes_to_doubt_and_says_why() -> None:
    by = await router()
    routing = await by.route("My knee hurts when walking upstairs")
    assert (routing.route, routing.by) == ("ask", "doubt")
    assert "like nothing that the policy\u2019s examples show" in routing.reason
    assert "\u201cask\u201d" in routing.reason


class Stranger(ToldClassifier):
    """Sure of itself, and of a text that it says is like nothing shown."""

    def decide(self, features: Features) -> Decision:
        return replace(super().decide(features), ood_score=1.0)


SURE = {"ask": 0.0, "write": 0.9, "think": 0.1, "shut": 0.0}


async def test_strangeness_is_heeded_of_vectors_and_not_of_a_language_model() -> None:
    by_vectors = await router()
    by_words = Router.from_toml(POLICY, await load_model(FakeEngine(), "fake"))
    for by, route, who in ((by_vectors, "ask", "doubt"), (by_words, "write", "model")):
        classifier = await by.ready()
        assert classifier is not None
        by._classifier = Stranger(classifier.labels, SURE)
        routing = await by.route("May I come in?")
        assert (routing.route, routing.by) == (route, who)


async def test_a_strange_text_stays_as_careful_as_its_rule() -> None:
    by = await router(POLICY.replace('doubt = "ask"', 'doubt = "shut"'))
    classifier = await by.ready()
    assert classifier is not None
    by._classifier = Stranger(classifier.labels, {**SURE, "write": 0.0, "shut": 0.9})
    routing = await by.route("temp 39 c")
    assert (routing.route, routing.by) == ("write", "doubt")


@pytest.mark.parametrize("writes", [True, False])
async def test_an_answer_takes_a_language_model_beside_it(writes: bool) -> None:
    engine = FakeEngine()
    engine.enqueue(GOOD)
    writer = await load_model(engine, "fake") if writes else None
    text = "Is the garden gate open for a guest"
    events = [event async for event in run(await router(), text, writer=writer)]
    if writes:
        assert isinstance(events[-1], Answered)
        assert events[-1].by == engine.info.title
    else:
        assert isinstance(events[-1], HandedOff)
        assert "No language model is loaded to answer with." in events[-1].summary.reason
