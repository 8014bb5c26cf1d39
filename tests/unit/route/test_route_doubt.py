"""Doubt as an outcome of its own, rules that a text denies, and policies from before either."""

from collections.abc import Callable

import pytest

from hearthside.errors import InvalidInput
from hearthside.route import HandedOff, Policy, Router, run
from tests.unit.route.policies import SMALL, ToldClassifier, a_model, told

__all__ = ["told"]

Tell = Callable[..., list[ToldClassifier]]
UNCLEAR = SMALL.replace(
    'doubt = "ask"',
    'negation = true\n\n[doubt]\nname = "not clear"\nleads_to = "person"\n'
    'words = "Not clear: a person should look."',
)
STRANGE_RULE = '\n[[rule]]\nroute = "not clear"\nwhy = "It cannot be read"\nphrases = ["blah"]\n'


async def test_what_is_not_sure_goes_to_the_outcome_of_its_own(told: Tell) -> None:
    fitted = told(ask=0.28, write=0.26, think=0.24, shut=0.22)
    async with Router.from_toml(UNCLEAR, await a_model()) as router:
        routing = await router.route("Hm, well")
    assert (routing.route, routing.by, routing.action) == ("not clear", "doubt", "person")
    assert "Not sure enough: \u201cask\u201d came first with 28%" in routing.reason
    assert "not clear" not in [label.name for label in fitted[0].labels]


async def test_only_a_rule_of_the_first_route_goes_before_doubt(told: Tell) -> None:
    fitted = told(ask=0.9, write=0.1, think=0.0, shut=0.0)
    async with Router.from_toml(UNCLEAR + STRANGE_RULE, await a_model()) as router:
        assert (await router.route("blah fire")).route == "ask"
        unread = await router.route("blah, temp 39")
        assert (unread.route, unread.by) == ("not clear", "rule")
        assert fitted == []


async def test_the_end_of_doubt_is_a_person_with_the_policys_words() -> None:
    router = Router.from_toml(UNCLEAR)
    ends = [event async for event in run(router, "Hm, well")]
    assert isinstance(ends[-1], HandedOff)
    assert ends[-1].summary.words == "Not clear: a person should look."


async def test_a_denied_rule_below_the_first_route_is_not_counted_and_told(told: Tell) -> None:
    told(ask=0.05, write=0.05, think=0.1, shut=0.8)
    policy = f'{UNCLEAR}\n[[rule]]\nroute = "write"\nwhy = "A draught"\nphrases = ["draught"]\n'
    async with Router.from_toml(policy, await a_model()) as router:
        denied = await router.route("There is no draught here")
        said = await router.route("There is no draught here, but a draught there")
    assert (denied.route, denied.by, denied.rules) == ("shut", "model", ())
    assert any("says no to it: A draught" in note for note in denied.notes)
    assert [hit.rule.why for hit in denied.denied] == ["A draught"]
    assert (said.route, said.denied) == ("write", ())


async def test_a_policy_from_before_is_carried_out_as_before(told: Tell) -> None:
    told(ask=0.28, write=0.26, think=0.24, shut=0.22)
    before = Policy.from_toml(SMALL)
    assert (before.doubt, before.unclear, before.negation) == ("ask", None, False)
    assert before.outcomes == before.routes
    async with Router(before, await a_model()) as router:
        assert (await router.route("There is no fire")).by == "rule"
        doubt = await router.route("Hm, well")
    assert (doubt.route, doubt.by) == ("ask", "doubt")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (UNCLEAR.replace('name = "not clear"', 'name = "Shut"'), "a route is called"),
        (UNCLEAR.replace('name = "not clear"\n', ""), '"name" is missing'),
        (
            UNCLEAR.replace('name = "not clear"', 'name = "unclear"\nthreshold = 0.4'),
            "no model chooses doubt",
        ),
        (UNCLEAR.replace("negation = true", 'negation = true\nlanguage = "de"'), "English only"),
        (SMALL.replace('doubt = "ask"', 'doubt = "not clear"'), "it can be ask"),
        (SMALL.replace('doubt = "ask"', "doubt = 3"), "must be text"),
    ],
)
def test_a_faulty_doubt_is_told(text: str, said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Policy.from_toml(text)
    assert said in caught.value.message
