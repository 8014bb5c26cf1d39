"""An outline of a model's own, for one that was taught to answer: a line a scene, as the bank's.

It is asked for as JSON by a grammar, checked, and asked for anew where a check fails. A model that
only continues texts does not invent a plot; its outlines are people's (see `bank`).
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from hearthside.generation.generate import StopRules, generate
from hearthside.generation.grammar import grammar_of
from hearthside.generation.model import Model
from hearthside.generation.prompt import Prompt
from hearthside.generation.sampling import SamplingOptions, derive_seed
from hearthside.generation.thoughts import empty_thought
from hearthside.story.checks import UNSUITABLE, names_in, words_of
from hearthside.story.form import StoryForm, clean
from hearthside.story.outlines.bank import Outline
from hearthside.story.outlines.slots import Filled, filled
from hearthside.text.escape import one_line
from hearthside.text.sentences import ends_well

INVENTED: Final = "invented by the model"
"""The title under which a plan and a recipe name such an outline; the bank has none of it."""
_SCENES: Final = {"short": 4, "medium": 5, "long": 7}
_TRIES: Final = 3
_SAMPLING: Final = SamplingOptions(temperature=0.8, top_k=64, top_p=0.95)
_TOKENS_A_LINE: Final = 60
_MOST_LINE_CHARACTERS: Final = 180
_MOST_NAME_CHARACTERS: Final = 48
_LEAST_WORDS: Final = 4
_ASK: Final = (
    "You plan bedtime stories for a child of {age} years. Write a title, a friend whom the hero "
    "meets, a small thing that matters, and {count} lines, one for each scene: what happens in it, "
    "in one sentence of the present tense with the hero's name. The first line has the hero, the "
    "place and the wish; something small goes wrong; the wish comes true in a way of its own; the "
    "last line ends calmly, at night. Nobody is hurt, and nothing is frightening."
)
_BEGIN: Final = " The first line tells the beginning that is given."
_NO_NAME: Final = frozenset(words_of("a an the my our your his her their and of"))


async def invented(model: Model, form: StoryForm, seed: int) -> Filled | None:
    """An outline for an English form, its lines without slots; None where the model's own did not
    pass the checks three times. Raises what `generate` raises."""
    prompt = _prompt(form)
    rendered = prompt.render(model.info.chat) + empty_thought(model.info)
    grammar = grammar_of(_schema(_SCENES[form.length]))
    rules = StopRules(max_tokens=_TOKENS_A_LINE * (2 + _SCENES[form.length]))
    for number in range(_TRIES):
        sampling = replace(_SAMPLING, seed=derive_seed(seed, "invent", number))
        async with generate(model, rendered, sampling, rules, grammar=grammar) as tokens:
            told = _read(await tokens.read())
        if told is not None and (cast := _cast(told, form, seed)) is not None:
            return cast
    return None


def _prompt(form: StoryForm) -> Prompt:
    told = (
        ("Beginning", form.opening_line),
        ("Hero", form.hero),
        ("Place", form.place),
        ("Wish", form.wish),
        ("Mood", form.mood),
    )
    facts = "\n".join([f"{name}: {one_line(value)}" for name, value in told if value.strip()])
    ask = _ASK + (_BEGIN if form.opening else "")
    return Prompt(facts, ask.format(age=form.age, count=_SCENES[form.length]))


def _schema(scenes: int) -> dict[str, Any]:
    name = {"type": "string", "minLength": 2, "maxLength": _MOST_NAME_CHARACTERS}
    line = {"type": "string", "minLength": 12, "maxLength": _MOST_LINE_CHARACTERS}
    lines = {"type": "array", "items": line, "minItems": scenes, "maxItems": scenes}
    return {
        "type": "object",
        "properties": {"title": name, "friend": name, "thing": name, "lines": lines},
        "required": ["title", "friend", "thing", "lines"],
    }


def _read(answer: str) -> dict[str, Any] | None:
    """What the grammar promises; None where a limit ended it."""
    try:
        told = json.loads(answer)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _cast(told: dict[str, Any], form: StoryForm, seed: int) -> Filled | None:
    """The outline as its lines are told, None where something is amiss with it."""
    title, friend, thing = (clean(str(told[name])) for name in ("title", "friend", "thing"))
    lines = tuple(_line(str(one)) for one in told["lines"])
    if not all(map(words_of, (title, friend, thing))):
        return None
    bare = filled(Outline(title, "", form.mood, form.age, friend, thing, ()), form, seed)
    if _amiss(lines, bare.hero, form):
        return None
    return replace(bare, title=title, lines=lines)


def _line(written: str) -> str:
    text = clean(written)
    return text if not text or ends_well(text) else f"{text}."


def _amiss(lines: Sequence[str], hero: str, form: StoryForm) -> bool:
    """Whether lines are empty, the same, not for bedtime, or not of the hero."""
    typed = names_in((form.hero, form.place, form.wish, form.opening))
    said = [words_of(line) for line in lines]
    own = frozenset(words_of(hero)) - _NO_NAME
    of_hero = [bool(own & {word.split("'")[0] for word in words}) for words in said]
    return (
        any(len(words) < _LEAST_WORDS for words in said)
        or len({" ".join(words) for words in said}) < len(said)
        or any(UNSUITABLE & set(words) - typed for words in said)
        or not of_hero[0]
        or sum(of_hero) * 2 < len(of_hero)
    )
