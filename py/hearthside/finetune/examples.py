"""What a person brings to teach a model: inputs with their outputs, read, and checked one by one.

    given = read_lines("Where is my order?" + " \t " + "shipping")
    checked = check(given)          # what is wrong, and what can be learnt from
    pairs = [pair_of(it) for it in checked.examples]

Knows what a pair may be and how the model reads it (`PROMPT_FORMAT`); knows nothing of training.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from hearthside.finetune.pairs import Pair
from hearthside.generation.prompt import Prompt
from hearthside.text.escape import neutralise

PROMPT_FORMAT: Final = "teach/1"
"""Whoever changes a letter of what `prompt_of` gives changes this, and adapters are made anew."""
ARROW: Final = "=" + ">"
LEAST_EXAMPLES: Final = 10
MOST_EXAMPLES: Final = 5000

FaultKind: TypeAlias = Literal["half", "again", "contrary", "long", "bytes"]

# The first of them parts a line; an arrow inside an output stays in it.
_PARTING: Final = re.compile(f"\\s*(?:{ARROW}|\u2192|\\t)\\s*")
# Of a text that is spelled out in bytes for more than this share, little can be learnt.
_BYTE_SHARE: Final = 0.2
_BYTE: Final = re.compile(r"<0x[0-9A-Fa-f]{2}>")


@dataclass(frozen=True, slots=True)
class Example:
    """An input and its output; `place` is its line or row, from 1."""

    input: str
    output: str
    place: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the example at `place`, whose words begin `words`.

    Left out of the lesson: "half" (input or output is missing), "again" (it was there already),
    "long" (of more tokens than can be learnt). Learnt all the same: "contrary" (the same input has
    another output elsewhere), "bytes" (much of it is outside the model's vocabulary).
    """

    place: int
    kind: FaultKind
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What can be learnt from, and the faults by place."""

    examples: tuple[Example, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def obstacle(self) -> str:
        """Why nothing can be taught with these, in a sentence; "" where something can."""
        count = len(self.examples)
        if count < LEAST_EXAMPLES:
            have = {0: "there is none", 1: "there is one"}.get(count, f"there are {count}")
            return f"At least {LEAST_EXAMPLES} usable examples are needed, and {have}."
        if count > MOST_EXAMPLES:
            return f"At most {MOST_EXAMPLES:,} examples can be learnt at once, and {count:,} came."
        if len({it.output for it in self.examples}) == 1:
            return "All outputs are the same, so there is nothing to learn but that one answer."
        return ""


def read_lines(text: str) -> tuple[Example, ...]:
    """The examples of typed or pasted lines, an arrow or a tab between input and output; a line
    without one is an input alone."""
    found = []
    for place, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            given, *rest = _PARTING.split(line.strip("\r\n "), maxsplit=1)
            found.append(Example(given.strip(), rest[0].strip() if rest else "", place))
    return tuple(found)


def read_rows(rows: Sequence[Sequence[str]], *, header: bool) -> tuple[Example, ...]:
    """The examples of a table: its first column leads to its second. Places are lines of it."""
    first = 2 if header else 1
    cells = [[cell.strip() for cell in (*row, "", "")[:2]] for row in rows]
    return tuple([Example(one, two, at) for at, (one, two) in enumerate(cells, start=first)])


def check(given: Sequence[Example]) -> Checked:
    """What is wrong with the words themselves. Length and letters are for a model (`measured`)."""
    outputs: dict[str, set[str]] = {}
    kept: list[Example] = []
    faults: list[Fault] = []
    for it in given:
        known = outputs.setdefault(it.input, set())
        if not it.input or not it.output:
            faults.append(fault(it, "half"))
        elif it.output in known:
            faults.append(fault(it, "again"))
        else:
            if known:
                faults.append(fault(it, "contrary"))
            known.add(it.output)
            kept.append(it)
    return Checked(tuple(kept), tuple(faults))


def measured(checked: Checked, pieces: Sequence[Sequence[str]], most: int) -> Checked:
    """What a model finds wrong beside: `pieces` are those of each example's prompt and answer
    together, of which it can learn `most`."""
    kept: list[Example] = []
    faults = list(checked.faults)
    for it, spelt in zip(checked.examples, pieces, strict=True):
        if len(spelt) > most:
            faults.append(fault(it, "long"))
            continue
        kept.append(it)
        if sum(map(bool, map(_BYTE.fullmatch, spelt))) > _BYTE_SHARE * len(spelt):
            faults.append(fault(it, "bytes"))
    return replace(
        checked, examples=tuple(kept), faults=tuple(sorted(faults, key=lambda one: one.place))
    )


def fault(it: Example, kind: FaultKind) -> Fault:
    """What is wrong with an example."""
    return Fault(it.place, kind, it.input or it.output)


def prompt_of(given: str) -> Prompt:
    """What a model reads before it answers an input: the same when it learns and when it is asked.

    A model that has learnt ends its answer itself; one that has not would go on with inputs.
    """
    return Prompt(given, stops=("\nInput:", "\n\nInput"))


def pair_of(it: Example) -> Pair:
    """The example as it is learnt. Those of one input are held out together."""
    words = prompt_of(it.input).render(None)
    return Pair(words, f" {neutralise(it.output)}", it.input)
