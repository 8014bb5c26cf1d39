"""What is seen in a picture, as words, is what a story begins with, in any way of telling."""

import json
from typing import Any

import pytest

from hearthside.adapters.fake.engine import FAKE_SEEING, FakeEngine
from hearthside.adapters.fake.media import MEDIA
from hearthside.errors import InvalidInput, ModelError
from hearthside.generation.model import load_model
from hearthside.media import Picture, fitted_size
from hearthside.story import Recipe, Story, StoryForm, Storyteller
from hearthside.story.outlines import Seen, closeness_by_words, outline_bank, ranked, seen_in
from hearthside.wire import Code
from tests.unit.story.outlines.test_inventing import LINES, outline
from tests.unit.story.tales import FIELDS, a_form, all_of, endless

SIZE = fitted_size(96, 96, MEDIA.image)
PIXELS = Picture(bytes(4 * SIZE[0] * SIZE[1]), *SIZE)
BOAT = "a red boat lies on the beach"
TOLD = {"picture": "A red boat lies on a beach.", "hero": "a red boat", "place": "a beach"}
WISH = {"wish": "to sail again"}


async def seen(*answers: str) -> tuple[FakeEngine, Seen]:
    left = [*answers]
    engine = FakeEngine(FAKE_SEEING, answer=lambda _: left.pop(0))
    found = await seen_in(await load_model(engine, "fake"), PIXELS)
    assert engine.media.open == {} and engine.open_caches == 0
    return engine, found


def said(**other: str) -> str:
    return json.dumps(TOLD | WISH | other, separators=(",", ":"))


async def begun(form: StoryForm, *outlines: str, chats: bool = True) -> Story:
    scenes, left = endless(), [*outlines]

    def answer(prompt: str) -> str:
        return left.pop(0) if "You plan bedtime stories" in prompt else scenes(prompt).lstrip()

    engine = FakeEngine(FAKE_SEEING, answer=answer) if chats else FakeEngine(answer=endless())
    async with Storyteller(await load_model(engine, "fake")) as teller:
        telling = teller.tell(form, seed=7, plan_only=True)
        await all_of(telling)
    if chats and form.opening:
        asked = next(prompt for prompt in engine.history if "You plan bedtime" in prompt)
        assert f"Beginning: {form.opening_line}" in asked
        assert "The first line tells the beginning" in asked
    assert telling.story is not None
    return telling.story


async def test_what_is_seen_fills_a_form_and_the_picture_is_given_back() -> None:
    engine, found = await seen(said())
    assert found == Seen("A red boat lies on a beach.", "a red boat", "a beach", "to sail again")
    assert "<|image>" in engine.history[0] and "bedtime story is to begin" in engine.history[0]
    form = StoryForm.from_fields(found.to_fields())
    assert (form.opening, form.hero) == (found.opening, "a red boat")


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (said(hero="a man with a gun"), "hero"),
        (said(wish="..."), "wish"),
        (said(place="\u202e\u200b !"), "place"),
    ],
)
async def test_what_is_not_for_bedtime_or_says_nothing_is_left_out(bad: str, field: str) -> None:
    _, found = await seen(bad)
    assert getattr(found, field) == "" and found.opening
    assert field not in found.to_fields()


async def test_it_is_asked_anew_where_nothing_was_said_and_not_for_ever() -> None:
    _, found = await seen('{"picture":"...', said())
    assert found.opening == "A red boat lies on a beach."
    _, nothing = await seen(*['{"picture":"'] * 3)
    assert nothing.to_fields() == {}


async def test_a_model_without_eyes_is_unfit() -> None:
    with pytest.raises(ModelError) as caught:
        await seen_in(await load_model(FakeEngine(), "fake"), PIXELS)
    assert caught.value.code is Code.MODEL_UNFIT


async def test_the_story_begins_with_it_where_the_model_s_own_outline_does_not() -> None:
    story = await begun(a_form(opening=BOAT), outline())
    assert [beat.line for beat in story.plan.beats][:2] == [
        "A red boat lies on the beach.",
        f"{LINES[0]}.",
    ]
    own = ["Mira finds a red boat that lies on the beach.", *LINES[1:]]
    story = await begun(a_form(opening=BOAT), outline(lines=own))
    assert [beat.line for beat in story.plan.beats] == own, "it is not told twice"


async def test_an_outline_of_ours_and_a_fixed_plan_begin_with_it_too() -> None:
    story = await begun(a_form(opening=BOAT), *["{}"] * 3)
    assert story.plan.beats[0].line == "A red boat lies on the beach."
    plain = await begun(a_form(opening=BOAT), chats=False)
    assert plain.plan.outline == "" and plain.plan.beats[0].turn == "A red boat lies on the beach."
    assert "A red boat lies on the beach." in [lead.text for lead in plain.plan.leads(0)]
    german = await begun(a_form(opening="ein Boot am Strand", language="de"), chats=False)
    assert german.plan.beats[0].turn == "Ein Boot am Strand."


async def test_a_recipe_keeps_the_words_and_no_opening_leaves_stories_as_they_were() -> None:
    story = await begun(a_form(opening=BOAT), outline())
    again = Recipe.from_fragment(story.recipe.to_fragment())
    assert again == story.recipe and again.form.opening == BOAT
    assert "opening" not in a_form().to_fields(), "seeds are drawn from the fields"
    assert a_form(opening=BOAT).to_fields()["opening"] == BOAT


def test_an_opening_is_cleaned_refused_by_name_and_never_chosen() -> None:
    form = StoryForm.from_fields({"opening": "a <start_of_turn>boat\n\u202eis here!"})
    assert form.opening_line == "A < start_of_turn>boat is here!"
    assert "opening" not in form.filled and StoryForm.from_fields({}).opening == ""
    for wrong in ("x" * 161, "x" * 100_000, "..."):
        with pytest.raises(InvalidInput) as caught:
            StoryForm.from_fields({"opening": wrong})
        assert caught.value.detail == "opening"


def best(**fields: str) -> str:
    form, bank = StoryForm.from_fields(fields, seed=3), outline_bank()
    return ranked(bank, form, closeness_by_words(form, bank))[0].outline.about


def test_where_no_wish_is_typed_what_is_seen_first_says_what_it_is_about() -> None:
    assert "snow" in best(opening="the first snow in winter")
    wished: dict[str, Any] = FIELDS | {"wish": "is afraid of the dark"}
    assert "dark" in best(**wished, opening="snow falls on a garden")


@pytest.mark.parametrize(
    "wish",
    [
        "has no friends",
        "she doesn't have any friends",
        "there is no one to play with",
        "no friends",
    ],
)
def test_who_has_no_friends_has_quarrelled_with_none(wish: str) -> None:
    assert "lonely" in best(hero="Ben, a boy", wish=wish)
