"""Who and what a story is about: the facts, read from the form and filled up by choosing.

A model of this size is poor at inventing and good at preferring: companions, troubles and small
words are drawn from lists by the likelihood the model gives them, with a seeded measure of chance
(the Gumbel trick: adding Gumbel noise and taking the best is sampling; Gumbel 1954).
Knows nothing of scenes or of how the story is written.
"""

import math
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.generation.model import Context, Model
from hearthside.generation.sampling import derive_seed
from hearthside.story.checks import words_of
from hearthside.story.form import DETERMINERS, StoryForm, read_hero, with_article
from hearthside.text.words import listed


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts carried along. Kinds have their article ("a little fox"); `where` its preposition.

    `they` and `their` are the hero's pronouns; `hero_guessed` says that the name was chosen here.
    """

    hero: str
    hero_kind: str
    they: str
    their: str
    where: str
    wish: str
    wish_told: str
    wish_granted: str
    how: str = "what to do"
    soon: str = "Soon all will be well"
    friend: str = ""
    friend_kind: str = ""
    keepsake: str = ""
    guide: str = ""
    trouble: str = ""
    trouble_over: str = ""
    hero_guessed: bool = False

    def slots(self) -> dict[str, str]:
        """What the plan's leads call the facts."""
        words = {name: str(getattr(self, name)) for name in self.__slots__}
        the_guide = re.sub(r"^an? (?:\w+ )*", "the ", self.guide)
        return words | {
            "know_how": f'"I know {self.how}.',
            "soon_said": f'"{self.soon}," said {self.hero}.',
            "They": self.they.capitalize(),
            "the_guide": the_guide,
            "The_guide": the_guide.capitalize(),
            "hero_full": f"{self.hero}, {self.hero_kind}" if self.hero_kind else self.hero,
        }


_NAMES: Final = ("Pip", "Nilo", "Tuli", "Momo", "Juno", "Fenn", "Kito", "Olle")
FRIENDS: Final = (
    ("Bramble", "a round hedgehog"),
    ("Wanda", "an old goose"),
    ("Tock", "a slow tortoise"),
    ("Nell", "a white hen"),
    ("Bertie", "a small brown dog"),
    ("Suri", "a grey squirrel"),
    ("Moss", "a green frog"),
    ("Dot", "a tiny ladybird"),
    ("Rusty", "a kind old horse"),
    ("Willow", "a soft white lamb"),
    ("Kiki", "a cheerful sparrow"),
    ("Barnaby", "a big sleepy bear"),
)
KEEPSAKES: Final = (
    "a silver button",
    "a round blue pebble",
    "a tiny lantern",
    "a golden acorn",
    "a glass marble",
    "a little brass bell",
    "a white feather",
    "a small green shell",
)
GUIDES: Final = (
    "an old owl",
    "a grey donkey",
    "a friendly bat",
    "a wise old toad",
    "a kind old shepherd",
    "a tall white stork",
    "a whiskery badger",
)
TROUBLES: Final = (
    (
        "A thick fog came down, and they could not see the path.",
        "Slowly the fog went away, and there was the path again.",
    ),
    (
        "They came to a wide river, and there was no bridge.",
        "A row of flat stones rose out of the water, and they hopped across the river.",
    ),
    (
        "The wind blew so hard that they had to hold on to a tree.",
        "Little by little the wind grew tired and lay down to sleep.",
    ),
    (
        "It began to rain, and the path turned into mud.",
        "The rain stopped, and a rainbow stood over the path.",
    ),
    (
        "It grew dark, and the path went two ways at once.",
        "Now they could see a small light on one of the two paths, and they followed it.",
    ),
    (
        "They came to a high wall, and its door was locked.",
        "Then the lock went click, and the door in the wall swung open.",
    ),
)

SHE_WORDS: Final = listed(
    "girl woman lady queen princess mother mom mum grandmother grandma granny sister aunt "
    "daughter witch hen cow mermaid"
)
HE_WORDS: Final = listed(
    "boy man king prince father dad daddy grandfather grandpa brother uncle son wizard knight "
    "rooster bull"
)
# A trouble is told as the rest of the story is.
_PAST: Final = {
    "cannot": "could not",
    "can't": "could not",
    "is": "was",
    "isn't": "was not",
    "are": "were",
    "has": "had",
    "have": "had",
    "does": "did",
    "doesn't": "did not",
}
_PRESENT: Final = re.compile(rf"\b(?:{'|'.join(_PAST)})\b(?!')")
_OWN: Final = re.compile(r"\b(?:his|her|their|my)\b")
_PREPOSITIONS: Final = listed(
    "in on at by under near behind above beside inside among between over within"
)
_ON: Final = listed("hill mountain island farm beach cloud ship boat moon planet roof train")
_BY: Final = listed("sea lake river shore pond ocean fire window brook")
# "in" unless another is clearly likelier: the model's margins here are mostly noise.
_IN_BONUS_NATS: Final = 2.0
_PLACED: Final = ("in", "on", "at", "by", "in the", "on the", "at the")


@dataclass(frozen=True, slots=True)
class Chooser:
    """Chooses among written options with the model's likelihood and a seed."""

    context: Context
    seed: int

    async def log_probs(self, head: str, options: Sequence[str]) -> list[list[float]]:
        """Log-probabilities of each token of each option, with its first blank, after `head`."""
        model: Model = self.context.model
        await self.context.reach(await model.encode(head))
        ids = [await model.encode(option, bos=False) for option in options]
        return await model.engine.score(self.context.cache, ids)

    async def rank(self, label: str, head: str, options: Sequence[str], chance: float) -> list[int]:
        """The options' indices, best first: mean log-probability per token plus chance x Gumbel."""
        source = random.Random(derive_seed(self.seed, "choose", label))
        scores = [sum(line) / len(line) for line in await self.log_probs(head, options)]
        noisy = [score + chance * _gumbel(source) for score in scores]
        return sorted(range(len(options)), key=lambda index: -noisy[index])


def _gumbel(source: random.Random) -> float:
    return -math.log(-math.log(min(max(source.random(), 1e-12), 1.0 - 1e-12)))


async def make_facts(chooser: Chooser, form: StoryForm) -> Facts:
    """The facts of a story in English; see `plain_facts` for other languages."""
    source = random.Random(derive_seed(chooser.seed, "cast"))
    name, kind, hint = read_hero(form.hero)
    guessed = not name
    name = name or source.choice(_NAMES)
    kind = with_article(kind) or await _kind_of(chooser, name)
    they = hint or await pronoun_of(chooser, name, kind)
    where = await _where(chooser, form.place)
    wished = await _wish(chooser, name, form.wish)
    known = f"There lived {kind} named {name}, {where}."
    friends = source.sample([f for f in FRIENDS if f[0] != name], 6)
    lines = [f" {friend}, {what}." for friend, what in friends]
    head = f"{known} {name}'s best friend was"
    friend = friends[(await chooser.rank("friend", head, lines, 1.0))[0]]
    troubles = source.sample(TROUBLES, 4)
    road = f"{known} One day {name} and {friend[0]} went for a long walk."
    lines = [f" {what}" for what, _ in troubles]
    trouble = troubles[(await chooser.rank("trouble", road, lines, 0.4))[0]]
    return Facts(
        hero=name,
        hero_kind=kind,
        they=they,
        their={"she": "her", "he": "his"}.get(they, "their"),
        where=where,
        wish=form.wish,
        **wished,
        friend=friend[0],
        friend_kind=friend[1],
        keepsake=source.choice(KEEPSAKES),
        guide=source.choice([g for g in GUIDES if g.split()[-1] not in kind]),
        trouble=trouble[0],
        trouble_over=trouble[1],
        hero_guessed=guessed,
    )


def plain_facts(form: StoryForm) -> Facts:
    """The facts as they were written, for languages whose grammar the plan does not know."""
    name, kind, hint = read_hero(form.hero)
    return Facts(
        hero=name or form.hero,
        hero_kind=kind if name else "",
        they=hint or "they",
        their="their",
        where=form.place,
        wish=form.wish,
        wish_told=form.wish,
        wish_granted="",
    )


async def _kind_of(chooser: Chooser, name: str) -> str:
    if " and " in name:
        return "two good friends"
    girl, boy = await chooser.log_probs(
        "Once there was a little", [f" girl named {name}", f" boy named {name}"]
    )
    margin = sum(girl[2:]) - sum(boy[2:])
    return "a child" if abs(margin) < 0.5 else "a little girl" if margin > 0 else "a little boy"


async def pronoun_of(chooser: Chooser, name: str, kind: str) -> str:
    """ "she" or "he" for the hero, by what the kind says, else by what the model prefers."""
    words = set(kind.lower().split())
    if words & SHE_WORDS:
        return "she"
    if words & HE_WORDS:
        return "he"
    head = f"There was {kind} named {name}. Every morning {name} washed"
    her, his = await chooser.log_probs(head, [" her face", " his face"])
    return "she" if her[0] >= his[0] else "he"


async def _where(chooser: Chooser, place: str) -> str:
    place = place.strip(" ,.;:!?")
    first = place.split()[0].lower() if place else ""
    if first in _PREPOSITIONS:
        return place[0].lower() + place[1:]
    words = set(words_of(place))
    for known, preposition in ((_ON, "on"), (_BY, "by")):
        if words & known and first in DETERMINERS:
            return f"{preposition} {place}"
    bare = first not in DETERMINERS
    options = [f"{word} {place}" for word in (_PLACED if bare else _PLACED[:4])]
    # Totals, not means: an article that belongs there makes the whole phrase likelier.
    totals = [
        sum(s) for s in await chooser.log_probs("The old man lived", [f" {o}." for o in options])
    ]
    totals[0] += 0.0 if bare else _IN_BONUS_NATS
    return options[totals.index(max(totals))]


async def _wish(chooser: Chooser, name: str, wish: str) -> dict[str, str]:
    """The wish or trouble in the sentences of the facts that speak of it."""
    wish = wish.strip(" ,.;:!?")
    if wish.lower().startswith("to "):
        wish = wish[3:]
        yours, mine = (_OWN.sub(own, wish) for own in ("your", "my"))
        return {
            "wish_told": f"More than anything, {name} wished to {wish}.",
            "wish_granted": f"Now {name} was able to {wish}.",
            "how": f"how you can {yours}",
            "soon": f"Soon I shall {mine}",
        }
    wish = _PRESENT.sub(lambda found: _PAST[found[0]], wish)
    frames = (
        (f"More than anything, {name} wished for", f"Now {name} had {wish}."),
        ("There was only one trouble:", "And so the trouble was over, and all was well."),
        (f"But one day {name}", "And so everything came right again."),
    )
    scores = []
    for head, _ in frames:
        (line,) = await chooser.log_probs(head, [f" {wish}."])
        scores.append(sum(line) / len(line))
    head, granted = frames[scores.index(max(scores))]
    return {"wish_told": f"{head} {wish}.", "wish_granted": granted}
