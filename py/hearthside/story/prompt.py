"""What the model reads before a scene: an example, the facts, and the story so far.

Two styles. A pretrained model sees a book of bedtime stories and writes on in it; an instruct model
is asked in turns. Either way the beginning is the same for every sentence of a story, so that a
cache holds it. Knows nothing of sampling.
"""

from collections.abc import Sequence
from typing import Final

from hearthside.generation.prompt import Example, Prompt
from hearthside.ports import ChatFormat
from hearthside.story.checks import (
    BORROWED_RUN_WORDS,
    CheckContext,
    names_in,
    wish_words,
    words_of,
)
from hearthside.story.form import LANGUAGE_NAMES
from hearthside.story.plan import MAX_WORDS, Beat, Plan
from hearthside.text.degeneration import runs_of

# Written for Hearthside. Short sentences and concrete things: a small model imitates both.
EXAMPLE: Final = """\
Bedtime stories for little children. Short sentences, simple words, kind friends, a happy end.

Title: Otto and the Old Lamp
Hero: Otto, a small otter
Friend: Wren, a shy heron
Place: by a quiet river
Wish: to light the old lamp again
Mood: gentle
Story:
Once upon a time, by a quiet river, there lived a small otter named Otto. One evening he bumped \
his head on something hard. It was an old lamp. Its glass was dusty, and its light was gone. \
"Poor lamp," said Otto. "You must be lonely in the dark."

The next morning, Otto met Wren, a shy heron. Wren had long thin legs and a very soft voice. \
"I know where light sleeps," said Wren. "It sleeps in the hollow tree." Otto was a little afraid \
of the hollow tree. So he held on to Wren's wing, and they walked up the bank together.

Inside the tree sat a hundred sleepy fireflies. "Please," said Otto, "will you help our lamp?" \
The fireflies blinked. Then, one by one, they flew into the lamp. It glowed like honey, and the \
whole river smiled.

That night, Otto lay in his warm bed of reeds. The lamp shone softly over the water. Good night, \
Otto. Good night, Wren. Sleep well.

"""

# What belongs to the example alone and must not wander into other stories.
EXAMPLE_WORDS: Final = frozenset(
    (
        "otto",
        "otter",
        "wren",
        "heron",
        "lamp",
        "lamps",
        "reeds",
        "fireflies",
        "firefly",
        "honey",
        "hollow",
    )
)

EXAMPLE_RUNS: Final = frozenset(
    runs_of(words_of(EXAMPLE.partition("Story:")[2]), BORROWED_RUN_WORDS)
)

_ASK: Final = (
    "You tell bedtime stories to a child of {age} years. Use short sentences and simple words, "
    "name the hero often, and write no headings, lists or remarks. Language: {language}."
)


def prefix(chat: ChatFormat | None) -> str:
    """The part that is the same for every story told to such a model; "" where there is none."""
    return EXAMPLE if chat is None else ""


def story_prompt(plan: Plan, told: Sequence[str]) -> Prompt:
    """The prompt whose answer is the scene after the scenes `told`.

    A pretrained model goes on with a book; one that chats was asked for each scene in turn.
    """
    ask = _ASK.format(age=plan.age, language=LANGUAGE_NAMES[plan.language])
    head = f"Title: {plan.title}\n{facts_of(plan)}"
    beats = [plan.beats[min(at, len(plan.beats) - 1)] for at in range(len(told) + 1)]
    *asked, last = [_asked(beat, number) for number, beat in enumerate(beats, start=1)]
    book = "\n\n".join([*told, ""])
    return Prompt(
        query=last,
        instruction=f"{ask}\n\n{head}",
        examples=[Example(*one) for one in zip(asked, told, strict=True)],
        continued=f"{EXAMPLE}{head}\nStory:\n{book}",
    )


def facts_of(plan: Plan) -> str:
    """The facts as lines of text."""
    facts = plan.facts
    lines = [("Hero", _named(facts.hero, facts.hero_kind)), ("Place", facts.where)]
    if facts.friend:
        lines.insert(1, ("Friend", _named(facts.friend, facts.friend_kind)))
    lines += [("Wish", facts.wish), ("Mood", plan.mood)]
    if plan.language != "en":
        lines.append(("Language", LANGUAGE_NAMES[plan.language]))
    return "\n".join(f"{label}: {text}" for label, text in lines if text)


def check_context(plan: Plan, index: int) -> CheckContext:
    """What the checks need to know of scene `index`, the example's words among it."""
    facts = plan.facts
    typed = names_in((facts.hero, facts.hero_kind, facts.where, facts.wish))
    turns = names_in(beat.turn for beat in plan.beats)
    cast = names_in((facts.friend, facts.friend_kind, facts.guide, facts.keepsake))
    # The model reads of the friend among the facts; in the story they have not met yet.
    unmet = names_in((facts.friend,)) if plan.beats[index].purposes[0] == "begin" else frozenset()
    return CheckContext(
        allowed=typed | turns | cast,
        hero_words=names_in((facts.hero,)),
        wish_words=wish_words(facts.wish) - names_in((facts.hero, facts.hero_kind, facts.where)),
        max_words=MAX_WORDS[plan.age],
        borrowed=((EXAMPLE_WORDS - cast) | unmet) - typed - turns,
        borrowed_runs=EXAMPLE_RUNS,
        literals=tuple(text for text in (facts.hero, facts.where, facts.wish) if text),
        english=plan.language == "en",
    )


def _named(name: str, kind: str) -> str:
    return f"{name}, {kind}" if kind else name


def _asked(beat: Beat, number: int) -> str:
    return f"Tell scene {number}: {beat.title}."
