"""What a model reads before its answer to an everyday job: the text, the ask, and a marker.

The text comes first, so that several asks about one text share what was read. The adapter was
trained on exactly this: whoever changes a letter of it changes PROMPT_FORMAT and trains anew.
"""

from typing import Final, Literal, get_args

from hearthside.generation.prompt import Prompt
from hearthside.text.escape import one_line

PROMPT_FORMAT: Final = "tasks/1"

Kind = Literal[
    "summarise", "extract", "answer", "reply", "rewrite", "title", "keywords", "classify"
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_MARKERS: Final[dict[Kind, str]] = {
    "summarise": "Summary",
    "extract": "JSON",
    "answer": "Answer",
    "reply": "Reply",
    "rewrite": "Rewritten",
    "title": "Title",
    "keywords": "Keywords",
    "classify": "Label",
}
# These answer in one line; the others may go on after a line break.
_ONE_LINE: Final = frozenset[Kind](("extract", "answer", "title", "keywords", "classify"))
NOT_SAID: Final = "The text does not say."
"""The answer to a question that the text does not answer."""


def task_prompt(kind: Kind, text: str, ask: str) -> Prompt:
    """The prompt of one job on `text`.

    `ask` says what is wanted in words, as the training data do: "Summarise in two sentences.",
    "Extract as JSON: key (type), ...", a question, "Reply to the landlord: agree.", "Make it
    polite.", "Give it a title.", "Give three to five keywords.", "Which is it? Labels: a, b".
    """
    said = f"{text.strip()}\n\n{one_line(ask)}"
    stops = ("\n",) if kind in _ONE_LINE else ()
    return Prompt(query=said, continued=f"{said}\n{_MARKERS[kind]}:", stops=stops)


def task_answer(output: str) -> str:
    """What follows the prompt: lists begin on a line of their own, all else after a blank."""
    return f"\n{output}" if output.startswith("- ") else f" {output}"
