"""The plan: facts, leads that always fit, and prompts in both styles."""

import re
from dataclasses import replace

import pytest

from hearthside.adapters.fake.engine import FAKE_CHAT, FAKE_MODEL, FakeEngine
from hearthside.generation.model import Model, load_model
from hearthside.story import CHOICES, Beat, Plan, StoryForm
from hearthside.story.beats import ABROAD, ENGLISH, MOODS, Lead
from hearthside.story.cast import FRIENDS, TROUBLES, Chooser
from hearthside.story.checks import CheckContext, names_in, words_of
from hearthside.story.plan import (
    PURPOSES,
    SCENE_TITLES,
    TURNS,
    make_plan,
    suggest,
    titled,
    turns_of,
    with_beats,
)
from hearthside.story.prompt import EXAMPLE, EXAMPLE_WORDS, facts_of, prefix, story_prompt
from hearthside.text.sentences import ends_well
from tests.unit.story.tales import a_form


async def plan_of(
    form: StoryForm, seed: int = 7, log_probs: dict[str, float] | None = None
) -> Plan:
    engine = FakeEngine(log_probs=log_probs or {})
    plan = await make_plan(await load_model(engine, "fake"), form, seed)
    assert engine.open_caches == 0
    return plan


async def test_the_same_seed_gives_the_same_plan() -> None:
    form = a_form(length="long")
    plan = await plan_of(form)
    assert plan == await plan_of(form)
    assert [plan.leads(i) for i in range(7)] == [plan.leads(i) for i in range(7)]
    others = [await plan_of(form, seed) for seed in range(12)]
    assert len({(p.facts.friend, p.facts.keepsake, p.facts.trouble) for p in others}) > 8
    another = await plan_of(a_form(length="long", wish="to touch the moon"))
    assert another.seed != plan.seed


@pytest.mark.parametrize("length", CHOICES["length"])
@pytest.mark.parametrize("mood", CHOICES["mood"])
async def test_every_lead_fits(length: str, mood: str) -> None:
    for seed in range(4):
        plan = await plan_of(a_form(length=length, mood=mood), seed)
        assert len(plan.beats) == len(PURPOSES[length])
        assert plan.title
        for index, beat in enumerate(plan.beats):
            assert beat.title
            leads = plan.leads(index)
            assert any("Mira" in lead.text for lead in leads)
            for lead in leads:
                assert not re.search(r"[{}]|  |\.\.", lead.text + lead.close)
                assert lead.text[0].isupper() or lead.text[0] == '"'
                assert ends_well(lead.text + lead.close)
                assert lead.sentences > 0 or not lead.close


def test_the_plans_own_words_are_whole() -> None:
    rows = [row for table in (ENGLISH, *MOODS.values()) for rows in table.values() for row in rows]
    for lead in (lead for row in rows for lead in row):
        filled = re.sub(r"\{(?:wish|trouble)\w*\}|\{turn\}", "X.", lead.text)
        assert ends_well(filled) == (not lead.close), lead
        assert lead.close == "" or lead.close[0] == " " or lead.text.endswith('"')
    assert set(SCENE_TITLES) == set(ENGLISH)
    assert set(MOODS) == set(CHOICES["mood"])
    assert {p for outline in PURPOSES.values() for scene in outline for p in scene} < set(ENGLISH)
    assert all(ends_well(part) for trouble in TROUBLES for part in trouble)
    assert all(ends_well(turn) for row in TURNS.values() for turn in row)
    assert all(EXAMPLE.count(word) or EXAMPLE.count(word.title()) for word in EXAMPLE_WORDS - {
        "lamps", "firefly"})  # fmt: skip


async def test_a_short_story_gets_its_trouble_over() -> None:
    plan = await plan_of(a_form(length="short"))
    assert any(lead.text == plan.facts.trouble_over for lead in plan.leads(1))


async def test_age_bends_the_number_of_sentences() -> None:
    def asked(plan: Plan) -> int:
        return sum(lead.sentences for i in range(len(plan.beats)) for lead in plan.leads(i))

    young, old = [await plan_of(a_form(age=age, length="medium")) for age in ("2-4", "8-10")]
    young = replace(young, seed=old.seed)
    assert asked(young) < asked(replace(young, age="5-7")) < asked(replace(young, age="8-10"))


async def test_the_model_chooses_who_comes_along() -> None:
    liked = 0
    for friend, kind in FRIENDS:
        model = await load_model(FakeEngine(log_probs={f"{friend}, {kind}.": 0.0}), "fake")
        plans = [await make_plan(model, a_form(), seed) for seed in range(8)]
        liked += sum(plan.facts.friend == friend for plan in plans)
    assert liked > 20  # of 96, of which chance alone would give 8


async def test_pronouns_come_from_the_hint_the_kind_or_the_model() -> None:
    async def they(hero: str, liked: str = "") -> str:
        return (await plan_of(a_form(hero=hero), log_probs={liked: -1.0})).facts.they

    assert await they("Mira (they), a fox") == "they"
    assert await they("Ada, a princess") == "she"
    assert await they("Bruno, an old king") == "he"
    assert await they("Anna and Ben") == "they"
    assert await they("Kim, a cat", "his face") == "he"
    assert await they("Kim, a cat", "her face") == "she"


async def test_a_bare_name_is_a_child() -> None:
    assert (await plan_of(a_form(hero="Kim"))).facts.hero_kind == "a child"
    girl = await plan_of(a_form(hero="Kim"), log_probs={"girl named Kim": -1.0})
    boy = await plan_of(a_form(hero="Kim"), log_probs={"boy named Kim": -1.0})
    assert (girl.facts.hero_kind, boy.facts.hero_kind) == ("a little girl", "a little boy")
    assert (await plan_of(a_form(hero="Anna and Ben"))).facts.hero_kind == "two good friends"


async def test_a_hero_without_a_name_gets_one() -> None:
    facts = (await plan_of(a_form(hero="a small bear"))).facts
    assert facts.hero_guessed
    assert facts.hero_kind == "a small bear"
    assert facts.slots()["hero_full"] == f"{facts.hero}, a small bear"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("under a cabbage", "under a cabbage"),
        ("In Paris", "in Paris"),
        ("a green hill", "on a green hill"),
        ("the sea", "by the sea"),
        ("an old castle", "at an old castle"),
        ("snowy forest", "in the snowy forest"),
    ],
)
async def test_a_place_gets_its_preposition(place: str, expected: str) -> None:
    log_probs = {"at an old castle.": -1.0, "in the snowy forest.": -1.0}
    assert (await plan_of(a_form(place=place), log_probs=log_probs)).facts.where == expected


async def test_a_wish_is_told_in_the_frame_that_fits() -> None:
    async def told(wish: str) -> tuple[str, str]:
        facts = (await plan_of(a_form(wish=wish))).facts
        return facts.wish_told, facts.wish_granted

    assert await told("to find her kite!") == (
        "More than anything, Mira wished to find her kite.",
        "Now Mira was able to find her kite.",
    )
    line, _ = await told("she cannot sleep and the moon isn't there")
    assert line.endswith(" she could not sleep and the moon was not there.")
    line, granted = await told("a friend")
    assert line.endswith(" a friend.")
    assert ends_well(granted)
    facts = (await plan_of(a_form(wish="to find her kite"))).facts
    assert facts.slots()["know_how"] == '"I know how you can find your kite.'
    assert facts.slots()["soon_said"] == '"Soon I shall find my kite," said Mira.'


async def test_other_languages_have_bones_of_their_own() -> None:
    assert set(ABROAD) == set(CHOICES["language"]) - {"en"}
    for language in ABROAD:
        form = StoryForm.from_fields({"hero": "Mira", "language": language, "length": "long"})
        plan = await plan_of(form)
        texts = [lead.text for i in range(7) for lead in plan.leads(i)]
        assert "Mira" in texts[0]
        assert "Mira" in texts[-1]
        assert plan.title == "Mira"
        fox = StoryForm.from_fields({"hero": "Mira, ein Fuchs", "language": language})
        assert "Mira, ein Fuchs." in (await plan_of(fox)).leads(0)[0].text
        assert "Language:" in facts_of(plan)
        assert not any("Friend" in text or "{" in text for text in texts)


async def test_beats_are_kept_and_added() -> None:
    plan = await plan_of(a_form())
    more = with_beats(plan, 1, titled(plan, ("next", "night"), draw=5))
    assert [beat.title for beat in more.beats] == [plan.beats[0].title, "Another day"]
    turned = with_beats(plan, 0, replace(plan.beats[0], turn="It rained."))
    assert turned.leads(0)[1] == Lead("It rained.", 2)
    draws = {with_beats(plan, 0, replace(plan.beats[0], draw=d)).leads(0) for d in range(9)}
    assert len(draws) > 1
    assert titled(replace(plan, language="de"), ("next",)) == Beat("", ("next",))


TOLD = "Mira met Moss. Then she sat down beside the well. It was a long night. So they sang."


async def test_turns_are_drawn_from_the_story_at_hand() -> None:
    plan = await plan_of(a_form())
    about = {turn.about for turn in turns_of(plan, [TOLD])}
    assert {"hero", "where", "well"} <= about
    assert "night" not in about
    friend = plan.facts.friend
    assert not any(friend in turn.text for turn in turns_of(plan, ["It was late."]))
    assert any(friend in turn.text for turn in turns_of(plan, [f"{friend} came along."]))
    known = set(words_of(" ".join([TOLD, *plan.facts.slots().values()])))
    frames = set(words_of(" ".join(turn for row in TURNS.values() for turn in row)))
    for turn in turns_of(plan, [TOLD]):
        assert set(words_of(turn.text)) <= known | frames, turn
        assert "{" not in turn.text


async def test_turns_are_ranked_and_not_those_that_happened() -> None:
    plan = await plan_of(a_form())
    model = Model(FakeEngine(), FAKE_MODEL)
    names = names_in(plan.facts.slots().values())
    checks = CheckContext(
        allowed=names, hero_words=frozenset(), wish_words=frozenset(), max_words=22
    )
    async with await model.open() as context:

        async def told(seed: int, text: str, within: Plan = plan) -> tuple[str, ...]:
            return await suggest(Chooser(context, seed), within, [text], checks, 2)

        pairs = [await told(seed, TOLD) for seed in range(9)]
        assert len(set(pairs)) > 4
        assert all(len(set(pair)) == 2 for pair in pairs)
        assert pairs[0][0] not in await told(0, f"{TOLD} {pairs[0][0]}")
        stranger = replace(plan, facts=replace(plan.facts, hero="Zorro"))
        assert not any("Zorro" in turn for turn in await told(0, TOLD, stranger))
        german = await told(0, "Es", replace(plan, language="de"))
        assert all("Mira" in turn for turn in german)


async def test_the_pretrained_prompt_is_a_book_that_goes_on() -> None:
    plan = await plan_of(a_form())
    prompt = story_prompt(plan, ["First."]).render(None)
    assert prompt.startswith(prefix(None))
    assert prompt.endswith("Story:\nFirst.\n\n")
    assert "Hero: Mira, a little fox" in prompt
    assert "Wish: to hear the sea" in prompt


async def test_the_instruct_prompt_is_turns() -> None:
    plan = await plan_of(a_form())
    prompt = story_prompt(plan, ["First."]).render(FAKE_CHAT)
    assert prefix(FAKE_CHAT) == ""
    assert prompt.count("<start_of_turn>user") == 2
    assert prompt.endswith(
        "Tell scene 2: " + plan.beats[1].title + ".<end_of_turn>\n<start_of_turn>model\n"
    )
    assert "First.<end_of_turn>" in prompt
