"""What the model reads before a label: the task, the labels, some examples, and the text.

Two styles. A pretrained model sees blocks of text and label and continues the last one; an
instruct model is asked in turns. Everything before the text is the same for every text, so that a
cache holds it. What people typed is made one line and neutralised: a text can neither end its
block nor speak for the model. Knows nothing of caches or probabilities.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.decide.labels import Form, Label, Labelled, one_line
from hearthside.ports import Style
from hearthside.prompts import Turn, gemma_chat

# Shots past these cost time at every start and help a small model little.
SHOT_TOKENS: Final = 768
SHOTS_A_LABEL: Final = 4
LONGEST_SHOT_TOKENS: Final = 96
# Examples read for the head: more belong to a method that learns from many.
READ_EXAMPLES: Final = 300

# Inputs that say nothing: what the labels get for them is the prompt's lean, not the text's.
CONTENT_FREE: Final = ("N/A", "…", "Some text")

_TEXT: Final = "Text:"
_LABEL: Final = "Label:"
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

    The prompt is `head`, a blank, the text, `tail`; a label follows as `lead` and its name, and
    then `end`, which nothing but the end of a label is spelled with.
    """

    head: str
    tail: str
    lead: str
    end: str


def make_frame(
    style: Style, form: Form, task: str, labels: Sequence[Label], shots: Sequence[Labelled]
) -> Frame:
    """The prompt of a style. `shots` keep their order; the last weigh most with small models."""
    if style == "instruct":
        return _turns(form, task, labels, shots)
    head = "\n".join(_introduction(task, labels))
    blocks = [f"{_TEXT} {one_line(shot.text)}\n{_LABEL} {shot.label or _NONE}" for shot in shots]
    return Frame(head="\n\n".join([head, *blocks, _TEXT]), tail=f"\n{_LABEL}", lead=" ", end="\n\n")


def _introduction(task: str, labels: Sequence[Label]) -> list[str]:
    lines = [one_line(task)] if task.strip() else []
    if any(label.description for label in labels):
        lines += ["Labels:"]
        lines += [
            f"- {one.name}: {one.description}" if one.description else f"- {one.name}"
            for one in labels
        ]
    else:
        lines += ["Labels: " + ", ".join(one.name for one in labels)]
    return lines


def _turns(form: Form, task: str, labels: Sequence[Label], shots: Sequence[Labelled]) -> Frame:
    asked = "\n".join([*_introduction(task, labels), _ASKED[form]])
    turns = []
    for shot in shots:
        turns.append(Turn("user", f"{asked}\n\n{_TEXT} {one_line(shot.text)}"))
        turns.append(Turn("model", shot.label or _NONE))
    chat = gemma_chat([*turns, Turn("user", f"{asked}\n\n{_TEXT} {_HERE}")])
    head, _, tail = chat.rpartition(f" {_HERE}")
    return Frame(head=head, tail=tail, lead="", end="<end_of_turn>")


def choose_shots(places: Sequence[int], tokens: Sequence[int]) -> list[int]:
    """Indices of the examples for the prompt, in the order they stand there.

    `places` are their labels, `tokens` their lengths. Labels take rounds, each with its first
    examples first, as long as SHOT_TOKENS last; whole rounds only, or a label would lean.
    """
    chosen: list[int] = []
    for turn in _rounds(places, [size <= LONGEST_SHOT_TOKENS for size in tokens])[:SHOTS_A_LABEL]:
        whole = len(turn) == len(set(places))
        if sum([tokens[at] for at in [*chosen, *turn]]) > SHOT_TOKENS or (chosen and not whole):
            break
        chosen += turn
    return chosen


def choose_read(places: Sequence[int]) -> list[int]:
    """Indices of the examples that are read, at most READ_EXAMPLES, labels taking rounds."""
    rounds = _rounds(places, [True] * len(places))
    return sorted([at for turn in rounds for at in turn][:READ_EXAMPLES])


def _rounds(places: Sequence[int], fit: Sequence[bool]) -> list[list[int]]:
    """The first example of every label, then the second ones, and so on."""
    queues: dict[int, list[int]] = {}
    for at, place in enumerate(places):
        if fit[at]:
            queues.setdefault(place, []).append(at)
    longest = max(map(len, queues.values()), default=0)
    ordered = [queues[place] for place in sorted(queues)]
    return [[queue[turn] for queue in ordered if turn < len(queue)] for turn in range(longest)]
