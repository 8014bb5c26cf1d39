"""What a model reads before a scene: the facts, the outline so far, the last words, and the line.

The adapter was trained on exactly this: whoever changes a letter of it changes PROMPT_FORMAT and
trains anew. Knows nothing of how a scene is drawn or checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.generation.prompt import Prompt
from hearthside.text.escape import one_line
from hearthside.text.sentences import sentences_of, tail_of

PROMPT_FORMAT: Final = "story/1"
# How much of the scene before is read again: enough to go on from, too little to be repeated.
_LAST_SENTENCES: Final = 2


@dataclass(frozen=True, slots=True)
class SceneFacts:
    """What holds for the whole story, as a person typed it; place and wish may be empty.

    `mood` and `age` are of `StoryForm`'s choices.
    """

    title: str
    hero: str
    place: str
    wish: str
    mood: str
    age: str


@dataclass(frozen=True, slots=True)
class SceneRequest:
    """Scene `index` (from 0) is to be written from its line; `lines` are those of all scenes.

    `before` is the text of the scene before it, "" for the first.
    """

    facts: SceneFacts
    lines: Sequence[str]
    index: int
    before: str = ""


def scene_prompt(request: SceneRequest) -> Prompt:
    """The prompt of one scene, whose answer is a blank and the scene, one paragraph.

    A funny bedtime story for ages 5-7: The Lamp on the Rock
    Hero: Mila, a small fox
    Place: an old lighthouse
    Wish: the lamp has gone out

    So far:
    - Mila finds the lamp dark.
    Last words: She ran up the stairs. The lamp was cold.

    Part 2 of 4: Mila warms the lamp with a song, and it glows.
    Scene:
    """
    said = _text_of(request)
    instruction = "Write this scene of a bedtime story in simple words, as one paragraph."
    return Prompt(query=said, instruction=instruction, continued=said, stops=("\n",))


def _text_of(request: SceneRequest) -> str:
    facts = request.facts
    told = (("Hero", facts.hero), ("Place", facts.place), ("Wish", facts.wish))
    head = [
        f"A {facts.mood} bedtime story for ages {facts.age}: {one_line(facts.title)}",
        *(f"{name}: {one_line(value)}" for name, value in told if value.strip()),
    ]
    so_far = [f"- {one_line(line)}" for line in request.lines[: request.index]]
    last = f"Last words: {_last_words(request.before)}" if request.before else ""
    part = f"Part {request.index + 1} of {len(request.lines)}"
    asked = [f"{part}: {one_line(request.lines[request.index])}", "Scene:"]
    blocks = [head, [*(["So far:"] if so_far else []), *so_far, *([last] if last else [])], asked]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _last_words(text: str) -> str:
    """The last sentences of a text, and what was begun after them."""
    flat = one_line(text)
    ended = [*sentences_of(flat)[-_LAST_SENTENCES:], tail_of(flat).strip()]
    return " ".join(part for part in ended if part)
