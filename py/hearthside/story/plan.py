"""The outline of a story: its title, its facts and its scenes, each with the leads it begins from.

    plan = await make_plan(model, form, seed=7)
    [beat.title for beat in plan.beats]

The same form, seed and model give the same plan. Knows nothing of writing, checking or showing.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hearthside.errors import InvalidInput
from hearthside.generation.model import Model
from hearthside.generation.sampling import derive_seed
from hearthside.story import beats
from hearthside.story.beats import Lead, Purpose
from hearthside.story.cast import Chooser, Facts, make_facts, plain_facts
from hearthside.story.checks import CheckContext, fault_of, words_of
from hearthside.story.form import MAX_RAW_CHARACTERS, StoryForm, clean
from hearthside.text.sentences import ends_well
from hearthside.wire import Code

MAX_WISH_CHARACTERS: Final = 200
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
# What may happen next, by what of the story it is about. Nothing new but small things: what a story
# does not have yet (a boat in the air, a cat in a coat) would not be a turn of this one.
TURNS: Final[dict[str, tuple[str, ...]]] = {
    "hero": (
        "Then {hero} heard a small voice close by.",
        "All at once {hero} had a new idea.",
        "Just then {hero} heard footsteps.",
    ),
    "where": (
        "Just then, {where}, everything grew still.",
        "All at once, {where}, somebody began to sing.",
    ),
    "friend": (
        "Then {friend} told {hero} a great secret.",
        "Suddenly {friend} was nowhere to be seen.",
        "Just then {friend} began to laugh.",
    ),
    "keepsake": (
        "Then {the_keepsake} began to glow.",
        "Suddenly {the_keepsake} was gone.",
    ),
    "guide": (
        "Just then {the_guide} came closer.",
        "Then {the_guide} asked {hero} for help.",
    ),
    "thing": (
        "Then {hero} found something small behind the {thing}.",
        "Just then somebody called out from behind the {thing}.",
        "Suddenly {hero} heard a soft song from the {thing}.",
    ),
}
_TURNS_ABROAD: Final[dict[str, tuple[str, ...]]] = {
    "de": ("Da hörte {hero} eine leise Stimme.", "Plötzlich hatte {hero} eine neue Idee."),
    "es": ("Entonces {hero} oyó una voz suave.", "De pronto {hero} tuvo una nueva idea."),
    "fr": ("Alors {hero} entendit une petite voix.", "Soudain, {hero} eut une nouvelle idée."),
    "it": ("Allora {hero} sentì una voce sottile.", "All'improvviso {hero} ebbe una nuova idea."),
    "nl": ("Toen hoorde {hero} een zachte stem.", "Opeens had {hero} een nieuw idee."),
    "pt": ("Então {hero} ouviu uma voz baixinha.", "De repente {hero} teve uma nova ideia."),
}
# A word between an article and a mark is a noun; one of these can still not be stood behind.
_THING: Final = re.compile(r"\b(?:an?|the|his|her|their) ([a-z]{3,12})(?=[.,!?])")
_NO_THING: Final = frozenset(
    words_of(
        "same fire other others end way night morning day evening time world middle dark cold rain "
        "wind air sky snow fog light idea song voice sound story name one first next best last "
        "rest most more while bit lot moment little dream wish secret smile friend friends "
        "afternoon summer winter spring autumn week year hour minute left right top bottom past"
    )
)
_THINGS: Final = 4
_SMALL_WORDS: Final = ("a", "an", "and", "of", "the", "with")
# How a listener's age bends the plan: more sentences after a lead, and words in a sentence.
_EXTRA_SENTENCES: Final = {"2-4": -1, "5-7": 0, "8-10": 1}
MAX_WORDS: Final = {"2-4": 16, "5-7": 22, "8-10": 28}


@dataclass(frozen=True, slots=True)
class Beat:
    """A scene to be, by what it is for. `turn` is a sentence that must come true in it;
    scenes of another `draw` begin in other words. `line` says what happens in a scene that is told
    from an outline; "" for one that the plan's own leads begin."""

    title: str
    purposes: tuple[Purpose, ...]
    turn: str = ""
    draw: int = 0
    line: str = ""

    @property
    def asked(self) -> str:
        """The line with what a person wants to happen in its scene besides."""
        return f"{self.line} {self.turn}".strip()


@dataclass(frozen=True, slots=True)
class Turn:
    """A sentence that may come true next, and what of the story it is `about`."""

    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is decided before the first word. `seed` draws everything that is left to chance;
    `outline` is the title in the bank of what the lines are from, "" where there are none."""

    title: str
    facts: Facts
    beats: tuple[Beat, ...]
    mood: str
    age: str
    language: str
    seed: int
    outline: str = ""

    def leads(self, index: int) -> tuple[Lead, ...]:
        """The leads of scene `index` (from 0), their slots filled. Reproducible."""
        beat = self.beats[index]
        source = random.Random(derive_seed(self.seed, "leads", index, *beat.purposes, beat.draw))
        slots = self.facts.slots() | {"turn": beat.asked}
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
        facts = plain_facts(form)
        return _plan(form, seed, facts, outline, facts.hero)
    async with await model.open() as context:
        chooser = Chooser(context, seed)
        facts = await make_facts(chooser, form)
        titles = [title.format(**_title_slots(facts)) for title in _TITLES]
        head = f"Hero: {facts.hero}, {facts.hero_kind}\nWish: {facts.wish}\nTitle:"
        ranked = await chooser.rank("title", head, [f" {title}\n" for title in titles], 0.6)
        return _plan(form, seed, facts, outline, titles[ranked[0]])


def _plan(
    form: StoryForm, seed: int, facts: Facts, outline: tuple[tuple[Purpose, ...], ...], title: str
) -> Plan:
    slots = facts.slots()
    names = SCENE_TITLES if form.language == "en" else {}
    made = [Beat(names.get(p[0], "").format(**slots), p) for p in outline]
    made[0] = replace(made[0], turn=form.opening_line)
    return Plan(title, facts, tuple(made), form.mood, form.age, form.language, seed)


def _title_slots(facts: Facts) -> dict[str, str]:
    slots = facts.slots()
    keepsake = " ".join(["the", *facts.keepsake.split()[1:]])
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
    return Beat(names.get(purposes[0], "").format(**plan.facts.slots()), purposes, turn, draw)


def turns_of(plan: Plan, told: Sequence[str]) -> list[Turn]:
    """Every turn the story could take after the scenes `told`, in what it has: those who have come
    into it, its place and its things."""
    slots = plan.facts.slots()
    if plan.language != "en":
        return [Turn(turn, turn.format(**slots)) for turn in _TURNS_ABROAD[plan.language]]
    text = "\n".join(told)
    words = set(words_of(text))
    slots["the_keepsake"] = " ".join(["the", *plan.facts.keepsake.split()[1:]])
    met = [
        name
        for name in ("friend", "keepsake", "guide")
        if (fact := words_of(getattr(plan.facts, name))) and fact[-1] in words
    ]
    known = ["hero", *(["where"] if plan.facts.where else []), *met]
    turns = [Turn(about, turn.format(**slots)) for about in known for turn in TURNS[about]]
    cast = {word for fact in slots.values() for word in words_of(fact)}
    for thing in _things(text, cast):
        turns += [Turn(thing, turn.format(**slots, thing=thing)) for turn in TURNS["thing"]]
    return turns


def _things(text: str, cast: set[str]) -> list[str]:
    """The things last spoken of that are none of the cast's."""
    found = [thing for thing in reversed(_THING.findall(text)) if thing not in cast | _NO_THING]
    return list(dict.fromkeys(found))[:_THINGS]


async def suggest(
    chooser: Chooser, plan: Plan, told: Sequence[str], checks: CheckContext, count: int
) -> tuple[str, ...]:
    """`count` turns the story could take after the scenes `told`, likeliest first, each about
    something else; fewer where fewer pass the checks that a sentence of the story passes.

    They are weighed after the last scene alone, so that there is little to read before choosing.
    """
    before = "\n".join(told)
    # A turn is about what the story has, so its words may be worn.
    turns = [t for t in turns_of(plan, told) if fault_of(t.text, before, checks) in ("", "worn")]
    if not turns:
        return ()
    texts = [f" {turn.text}" for turn in turns]
    ranked = await chooser.rank("turn", "".join(told[-1:]), texts, 0.5)
    best: dict[str, str] = {}
    for index in ranked:
        best.setdefault(turns[index].about, turns[index].text)
    return tuple(best.values())[:count]


def as_sentence(text: str, field: str, *, needed: bool = False) -> str:
    """What a person wants to happen, as a sentence; "" for nothing.

    Raises InvalidInput (form.invalid, with `field` as detail).
    """
    asked = clean(text) if len(text) <= MAX_RAW_CHARACTERS else text
    if len(asked) > MAX_WISH_CHARACTERS:
        message = (
            f"That is {len(asked):,} characters long; {MAX_WISH_CHARACTERS} is the most. "
            "Shorten it a little."
        )
        raise InvalidInput(Code.FORM_INVALID, message, detail=field)
    if (needed or text.strip()) and not any(c.isalpha() for c in asked):
        message = "Write what happens next: a few words or a sentence."
        raise InvalidInput(Code.FORM_INVALID, message, detail=field)
    return asked if not asked or ends_well(asked) else f"{asked}."
