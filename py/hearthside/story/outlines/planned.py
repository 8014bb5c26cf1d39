"""The plan of a story that is told from an outline, and the lines that may follow its last.

Knows nothing of how an outline is chosen, or of how a scene is written from its line.
"""

import random
from collections.abc import Sequence
from typing import Final

from hearthside.embedding.embedder import Embedder
from hearthside.generation.model import Model
from hearthside.generation.sampling import derive_seed
from hearthside.story.cast import HE_WORDS, SHE_WORDS, Chooser, Facts, pronoun_of
from hearthside.story.form import StoryForm, read_hero
from hearthside.story.outlines.bank import Outline, outline_bank, outline_named
from hearthside.story.outlines.choice import choose
from hearthside.story.outlines.closeness import closeness_of, terms_of
from hearthside.story.outlines.inventing import INVENTED, invented
from hearthside.story.outlines.slots import Filled, filled, line_filled
from hearthside.story.outlines.wish import pronoun_said
from hearthside.story.plan import Beat, Plan

# What may come after the end, where a story goes on.
_AFTERWARDS: Final = (
    "The next morning {hero} wakes up, and {friend} is waiting at {place} already.",
    "One week later a letter lies at {place} for {hero}, and it is from {friend}.",
    "The next evening {friend} knocks, because {friend} wants to hear it all again from {hero}.",
    "Some days later {hero} shows {friend} how it is done, and they try it together.",
    "On the next rainy day {hero} and {friend} sit close together and draw what happened.",
    "The night after, {hero} is too glad to sleep, so {friend} stays a little longer.",
)


async def chosen_plan(
    model: Model,
    form: StoryForm,
    seed: int,
    outline: str = "",
    told: Sequence[str] = (),
    embedder: Embedder | None = None,
) -> Plan:
    """The plan from the outline of that title, or from one of the model's own where it was taught
    to answer, else from the one of the bank that `choose` chooses."""
    chosen, bank = outline_named(outline), outline_bank()
    if chosen is None and model.info.chat is not None:
        cast = await invented(model, form, seed)
        if cast is not None:
            return await _plan_of(model, form, seed, cast, INVENTED)
    if chosen is None:
        closeness = await closeness_of(form, bank, model, embedder)
        chosen = choose(bank, form, closeness, told, seed)
    return await outlined_plan(model, form, seed, chosen)


async def outlined_plan(model: Model, form: StoryForm, seed: int, outline: Outline) -> Plan:
    """The plan of an English story from an outline: a scene a line. Raises what the model raises.

    The model says only whether the hero is a she or a he, where the form leaves that open.
    """
    return await _plan_of(model, form, seed, filled(outline, form, seed), outline.title)


async def _plan_of(model: Model, form: StoryForm, seed: int, cast: Filled, outline: str) -> Plan:
    _, _, they = read_hero(form.hero)
    async with await model.open() as context:
        kind = cast.hero_kind or cast.hero
        told = not (SHE_WORDS | HE_WORDS).isdisjoint(kind.lower().split())
        they = they or ("" if told else pronoun_said(form.wish))
        they = they or await pronoun_of(Chooser(context, seed), cast.hero, kind)
    facts = Facts(
        hero=cast.hero,
        hero_kind=cast.hero_kind,
        they=they,
        their={"she": "her", "he": "his"}.get(they, "their"),
        where=cast.where,
        wish=form.wish,
        wish_told="",
        wish_granted="",
        friend=cast.friend,
        keepsake=cast.thing,
    )
    beats = tuple(line_beat(line) for line in _begun(form.opening_line, cast.lines))
    seed = derive_seed(seed, *form.to_fields().values())
    return Plan(cast.title, facts, beats, form.mood, form.age, form.language, seed, outline)


def _begun(opening: str, lines: Sequence[str]) -> Sequence[str]:
    """The lines; before them what is seen first, where their own first does not tell it."""
    seen = terms_of(opening)
    told = bool(seen) and 2 * len(seen & terms_of(lines[0])) >= len(seen)
    return lines if told or not opening else (opening, *lines)


def line_beat(line: str, draw: int = 0) -> Beat:
    """A scene to be told from `line`; by the plan's own words where no model is taught to."""
    return Beat("", ("turn",), draw=draw, line=line)


def next_line(plan: Plan, draw: int) -> str:
    """A line to go on with after the end of a story that was told from an outline."""
    facts = plan.facts
    cast = Filled("", (), facts.hero, facts.hero_kind, facts.where, facts.friend, facts.keepsake)
    said = {beat.line for beat in plan.beats}
    lines = [line_filled(line, cast) for line in _AFTERWARDS]
    fresh = [line for line in lines if line not in said] or lines
    return random.Random(derive_seed(draw, "next")).choice(fresh)
