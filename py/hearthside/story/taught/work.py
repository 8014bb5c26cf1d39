"""What the writer of a scene works with, from the plan and what was told: its checks, the names it
must keep to, and how long the scene is to be.

Knows nothing of how a scene is drawn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from hearthside.generation.model import Context, Model
from hearthside.generation.sampling import SamplingOptions
from hearthside.story.book import Story
from hearthside.story.cast import HE_WORDS, SHE_WORDS
from hearthside.story.checks import UNSUITABLE, CheckContext, names_in, words_of
from hearthside.story.plan import MAX_WORDS, Plan
from hearthside.story.recipe import Recipe
from hearthside.story.scene import Meter
from hearthside.story.taught.prompt import SceneFacts, SceneRequest
from hearthside.story.taught.steering import SceneSteering, runs_said
from hearthside.story.taught.writer import SOUND_DRAFTS, LineContext, LineWriter
from hearthside.story.telling import Telling
from hearthside.text.words import listed

# A scene's words by the listener's age, least and most: fewer than the stories have that were
# learned from, since later sentences are those that lose the thread; and how a longer or a shorter
# story bends them.
SCENE_WORDS: Final = {"2-4": (10, 28), "5-7": (18, 44), "8-10": (24, 60)}
_LENGTHS: Final = {"short": 0.7, "medium": 1.0, "long": 1.3}
# One that was taught to answer keeps the thread longer, and needs no second draft.
_CHATS_LENGTH: Final = 2.0
_CHATS_DRAFTS: Final = 1
_HIS: Final = listed("he him his himself")
_HER: Final = listed("she her hers herself")
_NO_NAME: Final = listed("a an the my our your his her their and of two three")


def line_writers(
    models: tuple[Model, Model],
    context: Context,
    telling: Telling,
    scenes: range,
    sampling: SamplingOptions,
    meter: Meter,
) -> Iterator[LineWriter]:
    """A writer for each of `scenes`, made when the one before is done. `models` are the one that
    was taught, whose `context` it is, and the same without its adapter; `sampling` has the
    story's seed."""
    for index in scenes:
        writer = _line_writer(models, context, telling.begun, index, sampling, meter)
        telling.write(writer)
        yield writer


def _line_writer(
    models: tuple[Model, Model],
    context: Context,
    story: Story,
    index: int,
    sampling: SamplingOptions,
    meter: Meter,
) -> LineWriter:
    plan, told = story.plan, [scene.text for scene in story.scenes[:index]]
    chats = models[0].info.chat is not None
    length = _LENGTHS[story.recipe.form.length] * (_CHATS_LENGTH if chats else 1.0)
    least, most = (round(n * length) for n in SCENE_WORDS[plan.age])
    work = LineContext(
        model=models[0],
        judge=models[1],
        context=context,
        sampling=sampling,
        checks=_checks(plan, story.recipe),
        steering=replace(_steering(plan, story.recipe, told), least=least),
        meter=meter,
        request=_request(plan, story.recipe, index, told),
        # A line is no sentence of the story, though it stands before the model.
        earlier="\n".join([*(beat.asked for beat in plan.beats), *told]),
        least=least,
        most=most,
        sound=_CHATS_DRAFTS if chats else SOUND_DRAFTS,
    )
    return LineWriter(work, index, plan.beats[index].title)


def _request(plan: Plan, recipe: Recipe, index: int, told: Sequence[str]) -> SceneRequest:
    form = recipe.form
    facts = SceneFacts(plan.title, form.hero, form.place, form.wish, plan.mood, plan.age)
    lines = [beat.asked for beat in plan.beats]
    return SceneRequest(facts, lines, index, told[-1] if told else "")


def _texts(plan: Plan, recipe: Recipe) -> tuple[str, ...]:
    """All that was given before the first word."""
    form, facts = recipe.form, plan.facts
    lines = [beat.asked for beat in plan.beats]
    return (form.hero, form.place, form.wish, facts.hero, facts.friend, facts.keepsake, *lines)


def _checks(plan: Plan, recipe: Recipe) -> CheckContext:
    form = recipe.form
    return CheckContext(
        allowed=names_in(_texts(plan, recipe)),
        hero_words=names_in((plan.facts.hero,)) - _NO_NAME,
        wish_words=frozenset(),
        max_words=MAX_WORDS[plan.age] + 6,
        literals=tuple(text for text in (form.hero, form.place, form.wish) if text),
    )


def _steering(plan: Plan, recipe: Recipe, told: Sequence[str]) -> SceneSteering:
    texts = _texts(plan, recipe)
    within = {word for text in texts for word in text.split()[1:]}
    capitals = {word for word in within | set(plan.facts.hero.split()) if word[:1].isupper()}
    names = [word for word in plan.facts.hero.split() if word[:1].isupper()]
    typed = names_in(texts)
    cast = (plan.facts.hero, plan.facts.friend, plan.facts.keepsake, recipe.form.place)
    return SceneSteering(
        names=tuple(names),
        capitals=names_in(capitals),
        refused=(UNSUITABLE | _wrong_pronouns(plan, typed)) - typed,
        said=runs_said(told),
        spared=frozenset(run for text in cast for run in runs_said((text,))),
    )


def _wrong_pronouns(plan: Plan, typed: frozenset[str]) -> frozenset[str]:
    """The pronouns of the other sex, where nobody of the story has it."""
    words = typed | set(words_of(plan.facts.hero_kind))
    if plan.facts.they == "she" and words.isdisjoint(HE_WORDS):
        return _HIS
    if plan.facts.they == "he" and words.isdisjoint(SHE_WORDS):
        return _HER
    return frozenset()
