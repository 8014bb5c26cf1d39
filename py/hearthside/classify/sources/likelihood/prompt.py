"""What the model reads before a label: the task, some examples, and the text.

A pretrained model continues a sentence about the text, or with examples one more block of text and
label; an instruct model is asked in turns. Everything before the text is the same for every text,
so that a cache holds it. What people typed is made one line and neutralised: a text can neither
end its block nor speak for the model. Knows nothing of caches or probabilities.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.classify.labels import Form, Label, Labelled, rounds_of
from hearthside.generation.chat import Turn, render_chat
from hearthside.ports import ChatFormat
from hearthside.text.escape import safe_line

# Which prompts features were made under. Those of two editions say different things and must not
# be decided together: raise it with any change of the words or of how texts stand in them.
PROMPT_EDITION: Final = 1

# Shots past these cost time at every start and help a small model little.
MAX_SHOTS: Final = 20
SHOT_TOKENS: Final = 768
LONGEST_SHOT_TOKENS: Final = 96

# Written for Hearthside: sentences about nothing in particular. What the labels get for them is the
# prompt's prior, not a text's. Nearly as good as the mean over a table's own texts, where inputs
# without content ("N/A", "...") were often worse than no calibration.
NEUTRAL: Final = (
    "The meeting was moved to Tuesday afternoon.",
    "Could you tell me how this works?",
    "It arrived last week and I have used it twice.",
    "There are two of them on the table.",
    "He said that they would come back later.",
    "I am writing about the thing we discussed.",
    "The second part is longer than the first.",
    "What time does it open tomorrow?",
    "She took the bus into town and met a friend.",
    "This one is like the other one, only smaller.",
    "Please send it to me when you can.",
    "We have lived here for about six years.",
    "It was what I expected, more or less.",
    "The report covers the months from May to July.",
    "I would like to change it to another day.",
    "They talked for a while and then went home.",
)

# Steps that reading neutral sentences may take, where many labels part at many places.
_NEUTRAL_STEPS: Final = 160
_LEAST_NEUTRAL: Final = 4

_TEXT: Final = "Text:"
_NOUN: Final = "label"
_LONGEST_NOUN_WORDS: Final = 3
_NONE: Final = "none"
# Stands for the text while a chat is put together; neutralised texts of people may hold it too,
# but never after the text itself.
_HERE: Final = "\ue000"
_ASKED: Final[dict[Form, str]] = {
    "one": "Which label fits the text best? Answer with the label only.",
    "many": "Which label fits the text? Answer with one label only.",
    "ordered": "Which place on the scale fits the text? Answer with the label only.",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """A prompt around a text.

    The prompt is `head`, `opening`, the text, `tail`; a label follows as `lead` and its name, and
    then `end` and a new line, which no label has in it: so none is spelled as another begins, not
    even "Inc" as "Inc." does. Tokens may join what stands
    on both sides of a text's border, but never `head` with what follows it.
    """

    head: str
    opening: str
    tail: str
    lead: str
    end: str

    def around(self, line: str) -> str:
        """What follows `head` for a text in one line."""
        # In quotes a text must not look as if it ended before its end.
        held = line.replace('"', "'") if self.opening.endswith('"') else line
        return f"{self.opening}{held}{self.tail}"


def make_frames(
    chat: ChatFormat | None,
    form: Form,
    task: str,
    labels: Sequence[Label],
    shots: Sequence[Labelled],
) -> tuple[Frame, ...]:
    """The prompts for a model with this chat format (None: pretrained), the first the chief one.

    `shots` keep their order; the last weigh most with small models. With none to go by a pretrained
    model reads each text under two prompts: their mean was right more often on every set tried.

    `task` names what is decided in a word or two ("sentiment", "topic"): a pretrained model reads
    it before every label and does better for it. Sentences only lead it astray, and so do lists of
    labels; both go to instruct models alone (a description is its label's example).
    """
    if chat is not None:
        return (_turns(chat, form, task, labels, shots),)
    noun = _noun(task)
    blocks = _blocks(noun[0].upper() + noun[1:], shots)
    if shots:
        return (blocks,)
    tail = f'"\nThe {noun} of this text is clearly'
    return Frame(head=_TEXT, opening=' "', tail=tail, lead=" ", end="."), blocks


def _blocks(noun: str, shots: Sequence[Labelled]) -> Frame:
    shown = [f"{_TEXT} {safe_line(shot.text)}\n{noun}: {shot.label or _NONE}\n\n" for shot in shots]
    head = "".join([*shown, _TEXT])
    return Frame(head=head, opening=" ", tail=f"\n{noun}:", lead=" ", end="\n\n")


def _noun(task: str) -> str:
    noun = safe_line(task).strip(".:?! ")
    return noun if noun and len(noun.split()) <= _LONGEST_NOUN_WORDS else _NOUN


def _introduction(task: str, labels: Sequence[Label]) -> list[str]:
    lines = [f"What is decided: {safe_line(task)}"] if task.strip() else []
    named = [f"{one.name}: {one.description}" if one.description else one.name for one in labels]
    return [*lines, "Labels:", *[f"- {name}" for name in named]]


def _turns(
    chat: ChatFormat, form: Form, task: str, labels: Sequence[Label], shots: Sequence[Labelled]
) -> Frame:
    asked = "\n".join([*_introduction(task, labels), _ASKED[form]])
    turns = []
    for shot in shots:
        turns.append(Turn("user", f"{asked}\n\n{_TEXT} {safe_line(shot.text)}"))
        turns.append(Turn("model", shot.label or _NONE))
    text = render_chat([*turns, Turn("user", f"{asked}\n\n{_TEXT} {_HERE}")], chat)
    head, _, tail = text.rpartition(f" {_HERE}")
    return Frame(head=head, opening=" ", tail=tail, lead="", end=chat.end)


def neutral_texts(steps_each: int) -> tuple[str, ...]:
    """The neutral sentences to read, when one takes so many steps."""
    return NEUTRAL[: max(_LEAST_NEUTRAL, _NEUTRAL_STEPS // steps_each)]


def choose_shots(places: Sequence[int], tokens: Sequence[int]) -> list[int]:
    """Indices of the examples for the prompt, in the order they stand there.

    `places` are their labels, `tokens` their lengths. Labels take turns, each with its first
    examples first, in whole rounds, or a label would be favoured: as many rounds as MAX_SHOTS and
    SHOT_TOKENS allow, of many labels one.
    """
    chosen: list[int] = []
    for turn in rounds_of(places, [0 < size <= LONGEST_SHOT_TOKENS for size in tokens]):
        more = [*chosen, *turn]
        whole = len(turn) == len(set(places))
        if chosen and (len(more) > MAX_SHOTS or not whole):
            break
        if sum([tokens[at] for at in more]) > SHOT_TOKENS:
            break
        chosen = more
    return chosen
