"""Prompts by their named parts, and the text that a model reads of them.

    prompt = Prompt("It brays.", "Name the animal.", [Example("It barks.", "dog")])
    generate(model, prompt.render(model.info.chat), ...)

A task says what it asks and knows no model: a pretrained model reads blocks and continues them, one
that was taught to chat reads turns. What a person typed goes through `neutralise` here, so that it
can never become a control token. Knows nothing of tasks or of token ids.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hearthside.generation.chat import Turn, render_chat
from hearthside.ports import ChatFormat
from hearthside.text.escape import neutralise


@dataclass(frozen=True, slots=True)
class Example:
    """A query with the answer that the model is to imitate."""

    query: str
    answer: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked. `query` comes last, then the answer, which begins with `answer_lead`.

    A pretrained model reads `heading`, or where None the instruction, then each example and the
    query as a block: the query after its label ("": without one), the answer after its own. A model
    that chats reads the instruction, and the examples as turns; where there is a heading, the
    instruction alone. `continued`, where not empty, is what a pretrained model reads in place of
    all of that: a text that the answer goes on. `stops` are strings that end a pretrained model's
    answer (see `StopRules`): a chat's ends with its turn.

    Examples keep their order; the last weigh most with small models.
    """

    query: str
    instruction: str = ""
    examples: Sequence[Example] = ()
    answer_lead: str = ""
    heading: str | None = None
    query_label: str = "Input"
    answer_label: str = "Output"
    continued: str = ""
    stops: tuple[str, ...] = ("\n\n",)

    def render(self, chat: ChatFormat | None) -> str:
        """The text that a model with this chat format reads; None for one that only continues."""
        if chat is not None:
            return render_chat(self._turns(), chat, self.answer_lead)
        if self.continued:
            return neutralise(self.continued + self.answer_lead)
        return self._blocks()

    def stop_strings(self, chat: ChatFormat | None) -> tuple[str, ...]:
        """What ends the answer of such a model, beside its own end tokens."""
        return () if chat is not None else self.stops

    def _turns(self) -> list[Turn]:
        shown = self.examples if self.heading is None else ()
        return [
            *([Turn("system", self.instruction)] if self.instruction else []),
            *[
                turn
                for one in shown
                for turn in (Turn("user", one.query), Turn("model", one.answer))
            ],
            Turn("user", self.query),
        ]

    def _blocks(self) -> str:
        """Blocks parted by an empty line, so that texts lose their own.

        The last ends right after the label (`Output:`), with no blank: vocabularies keep the blank
        with the word that follows.
        """
        heading = _one_block(self.instruction if self.heading is None else self.heading)
        shots = [f"{self._asked(one.query)} {_one_block(one.answer)}" for one in self.examples]
        lead = f" {neutralise(self.answer_lead)}" if self.answer_lead else ""
        blocks = [heading, *shots, f"{self._asked(self.query)}{lead}"]
        return "\n\n".join([block for block in blocks if block])

    def _asked(self, query: str) -> str:
        label = f"{self.query_label}: " if self.query_label else ""
        return f"{label}{_one_block(query)}\n{self.answer_label}:"


def _one_block(text: str) -> str:
    return "\n".join(line for line in neutralise(text).strip().split("\n") if line.strip())
