"""The outline of a story: its title, its facts and its scenes, each with the leads it begins from.

    plan = await make_plan(model, form, seed=7)
    [beat.title for beat in plan.beats]

The same form, seed and model give the same plan. Knows nothing of writing, checking or showing.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hearthside.model import Model
from hearthside.sampling import derive_seed
from hearthside.story import beats
from hearthside.story.beats import Lead, Purpose
from hearthside.story.cast import Chooser, Sheet, make_sheet, plain_sheet
from hearthside.story.form import StoryForm

# The scenes of a story by what they are for; a scene is called by its first purpose.
PURPOSES: Final[dict[str, tuple[tuple[Purpose, ...], ...]]] = {
    "short": (("begin",), ("friend", "trouble"), ("find", "night")),
    "medium": (("begin",), ("friend",), ("trouble",), ("guide",), ("find", "night")),
    "long": (("begin",), ("friend",), ("way",), ("trouble",), ("guide",), ("find",), ("night",)),
}
SCENE_TITLES: Final[dict[Purpose, str]] = {
    "begin": "{hero} makes a wish",
    "friend": "{friend} has an idea",
    "way": "The long way",
    "trouble": "Something goes wrong",
    "guide": "Help comes",
    "find": "The wish comes true",
    "night": "Good night",
    "next": "Another day",
    "turn": "A surprise",
}
_TITLES: Final = (
    "{hero} and {the_keepsake}",
    "{hero} and {friend}",
    "{hero} Makes a Wish",
    "The Long Walk of {hero} and {friend}",
    "Good Night, {hero}",
    "{hero} and {the_Guide}",
)
# What may happen next: two of these are offered, the likeliest after the story so far.
TURNS: Final = (
    "Suddenly a door opened in the side of the hill.",
    "Then {hero} heard somebody singing under the water.",
    "All at once it began to rain feathers.",
    "Just then a tiny boat came sailing through the air.",
    "Then {keepsake} rolled away, down and down into a hole.",
    "Suddenly {friend} could fly.",
    "Then they found a letter with {hero}'s name on it.",
    "Just then a very small giant sat down beside them.",
    "All at once every flower opened its eyes.",
    "Then a cat in a blue coat asked them to tea.",
    "Suddenly the moon came down to look at them.",
    "Then {friend} told {hero} a great secret.",
)
_SMALL_WORDS: Final = ("a", "an", "and", "of", "the", "with")
# How a listener's age bends the plan: more sentences after a lead, and words in a sentence.
_EXTRA_SENTENCES: Final = {"2-4": -1, "5-7": 0, "8-10": 1}
MAX_WORDS: Final = {"2-4": 16, "5-7": 22, "8-10": 28}


@dataclass(frozen=True, slots=True)
class Beat:
    """A scene to be, by what it is for. `turn` is a sentence that must come true in it;
    scenes of another `draw` begin in other words."""

    title: str
    purposes: tuple[Purpose, ...]
    turn: str = ""
    draw: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is decided before the first word. `seed` draws everything that is left to chance."""

    title: str
    sheet: Sheet
    beats: tuple[Beat, ...]
    mood: str
    age: str
    language: str
    seed: int

    def leads(self, index: int) -> tuple[Lead, ...]:
        """The leads of scene `index` (from 0), their slots filled. Reproducible."""
        beat = self.beats[index]
        source = random.Random(derive_seed(self.seed, "leads", index, *beat.purposes, beat.draw))
        slots = self.sheet.slots() | {"turn": beat.turn}
        drawn = [source.choice(row) for row in self._rows(beat)]
        if beat.turn and "turn" not in beat.purposes:
            drawn.insert(1, Lead("{turn}", 2))
        return tuple(self._filled(lead, slots) for lead in drawn)

    def _rows(self, beat: Beat) -> list[tuple[Lead, ...]]:
        if self.language != "en":
            return [row for p in beat.purposes for row in beats.ABROAD[self.language].get(p, ())]
        mood = beats.MOODS[self.mood]
        rows = [row for p in beat.purposes for row in (*beats.ENGLISH[p], *mood.get(p, ()))]
        if "trouble" in beat.purposes and not any("guide" in b.purposes for b in self.beats):
            rows.append((Lead("{trouble_over}"),))
        return rows

    def _filled(self, lead: Lead, slots: dict[str, str]) -> Lead:
        more = _EXTRA_SENTENCES[self.age] if lead.sentences > 1 else 0
        text = lead.text.format(**slots).strip()
        return replace(
            lead,
            text=text[:1].upper() + text[1:],
            close=lead.close.format(**slots),
            sentences=lead.sentences + more,
        )


async def make_plan(model: Model, form: StoryForm, seed: int) -> Plan:
    """The plan of a story. Raises EngineError and WorkerLost; leaves no cache open."""
    # The form counts too, or all stories of one seed would share their friend and their trouble.
    seed = derive_seed(seed, *form.to_fields().values())
    outline = PURPOSES[form.length]
    if form.language != "en":
        sheet = plain_sheet(form)
        return _plan(form, seed, sheet, outline, sheet.hero)
    async with await model.open() as context:
        chooser = Chooser(context, seed)
        sheet = await make_sheet(chooser, form)
        titles = [title.format(**_title_slots(sheet)) for title in _TITLES]
        head = f"Hero: {sheet.hero}, {sheet.hero_kind}\nWish: {sheet.wish}\nTitle:"
        ranked = await chooser.rank("title", head, [f" {title}\n" for title in titles], 0.6)
        return _plan(form, seed, sheet, outline, titles[ranked[0]])


def _plan(
    form: StoryForm, seed: int, sheet: Sheet, outline: tuple[tuple[Purpose, ...], ...], title: str
) -> Plan:
    slots = sheet.slots()
    names = SCENE_TITLES if form.language == "en" else {}
    made = [Beat(names.get(p[0], "").format(**slots), p) for p in outline]
    return Plan(title, sheet, tuple(made), form.mood, form.age, form.language, seed)


def _title_slots(sheet: Sheet) -> dict[str, str]:
    slots = sheet.slots()
    keepsake = " ".join(["the", *sheet.keepsake.split()[1:]])
    slots["the_keepsake"] = _title_case(keepsake)
    slots["the_Guide"] = _title_case(slots["the_guide"])
    return slots


def _title_case(text: str) -> str:
    return " ".join(w if w in _SMALL_WORDS else w.capitalize() for w in text.split())


def with_beats(plan: Plan, kept: int, *added: Beat) -> Plan:
    """The plan with its first `kept` beats and then the `added` ones."""
    return replace(plan, beats=(*plan.beats[:kept], *added))


def titled(plan: Plan, purposes: tuple[Purpose, ...], turn: str = "", draw: int = 0) -> Beat:
    """A beat named as the plan names its own."""
    names = SCENE_TITLES if plan.language == "en" else {}
    return Beat(names.get(purposes[0], "").format(**plan.sheet.slots()), purposes, turn, draw)


async def suggest(chooser: Chooser, plan: Plan, told: Sequence[str], count: int) -> tuple[str, ...]:
    """`count` turns the story could take after the scenes `told`, likeliest first.

    They are weighed after the last scene alone, so that there is little to read before choosing.
    """
    if plan.language != "en":
        leads = [beats.ABROAD[plan.language][p][0][0].text for p in ("trouble", "guide")]
        return tuple(leads[:count])
    source = random.Random(derive_seed(chooser.seed, "turns"))
    turns = [turn.format(**plan.sheet.slots()) for turn in source.sample(TURNS, 8)]
    fresh = [turn for turn in turns if not any(turn in scene for scene in told)]
    ranked = await chooser.rank("turn", "".join(told[-1:]), [f" {turn}" for turn in fresh], 0.5)
    return tuple(fresh[index] for index in ranked[:count])
