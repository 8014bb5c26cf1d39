"""An own job as a template: named parts with slots, as `llm` has them, and how they are filled.

    template = Template(prompt="Text: $input\\nTone:", defaults={"voice": "calm"})
    filled = template.filled("The boat is late again!")

A slot is `$name` or `${name}` (Python's string.Template; `$$` is a dollar sign). `$input` is the
text; where no part asks for it, it follows the prompt on a new line, as `llm` does it. Two slots
are parts of their own here: `$examples`, and `answer_lead`, which no part names: the answer begins
with it. What a slot holds is text: it is not looked through for slots. Source: llm 0.28, templates.
"""

import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from hearthside.errors import InvalidInput
from hearthside.generation.grammar import Grammar, grammar_of
from hearthside.generation.sampling import SamplingOptions
from hearthside.wire import Code

INPUT: Final = "input"
EXAMPLES: Final = "examples"
ANSWER_LEAD: Final = "answer_lead"
MOST_PART_CHARACTERS: Final = 100_000
_USUAL_TOKENS: Final = 256
_MOST_TOKENS: Final = 2048
# What `llm` and its models call it.
_TOKENS: Final = ("max_tokens", "max_output_tokens", "num_predict")
_SAMPLING: Final = ("temperature", "top_k", "top_p", "min_p", "repetition_penalty", "seed")
OPTIONS: Final = (*_SAMPLING, *_TOKENS)
"""The options that mean something here."""

Parts: TypeAlias = tuple[tuple[str, str], ...]
"""(name, text) in order: a slot's name, or "prompt" for what stands between."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with its slots filled. `prompt` has its parts; `text` is what `$input` holds."""

    instruction: str
    prompt: Parts
    lead: str
    text: str

    def about(self, text: str) -> "Filled":
        """The same about another text."""
        parts = [(name, text if name == INPUT else it) for name, it in self.prompt]
        return replace(self, prompt=tuple(parts), text=text)


@dataclass(frozen=True, slots=True)
class Template:
    """An own job. `defaults` are what slots hold; `options` draw the answer (see OPTIONS); with a
    `schema` it is JSON of that schema. `model` is whom it was written for, and `other` what `llm`
    does with it and this page does not: both are kept."""

    prompt: str = ""
    system: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    model: str = ""
    schema: Mapping[str, Any] | None = None
    other: Mapping[str, Any] = field(default_factory=dict)

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots that its parts name, each once. Raises InvalidInput on a stray dollar sign."""
        named = [*pieces_of(self.system, "instruction"), *pieces_of(self.prompt, "prompt")]
        return tuple(dict.fromkeys([slot for slot, _ in named if slot]))

    @property
    def wants_text(self) -> bool:
        """Whether it is about a text: one that names other slots alone may do without."""
        return INPUT in self.slots or not self.prompt.strip()

    def filled(self, text: str, values: Mapping[str, str] | None = None) -> Filled:
        """With `text` as `$input`, and `values` before its own defaults.

        Raises InvalidInput (call.invalid) where a slot has no value, or a dollar sign stands alone.
        """
        held = {**self.defaults, **(values or {}), INPUT: text}
        missing = [slot for slot in self.slots if slot not in held]
        if missing:
            names = ", ".join([f"${slot}" for slot in missing])
            raise InvalidInput(
                Code.CALL_INVALID,
                f"Nothing says what stands in {names}. Give it a value among the defaults, as in\n"
                f"defaults:\n  {missing[0]}: a value",
            )
        instruction = _parts(self.system, "instruction", held)
        prompt = _parts(self.prompt, "prompt", held)
        if not self.prompt.strip():
            prompt = ((INPUT, text),)
        elif INPUT not in self.slots and text.strip():
            prompt = (*prompt, ("prompt", "\n"), (INPUT, text))
        lead = held.get(ANSWER_LEAD, "")
        return Filled("".join([one for _, one in instruction]), prompt, lead, text)

    def sampling(self) -> SamplingOptions:
        """How an answer is drawn; without chance where nothing is said. Raises InvalidInput."""
        told = {name: self.options[name] for name in _SAMPLING if name in self.options}
        return SamplingOptions(**{"temperature": 0.0, "no_repeat_ngram": 12, **told})

    def most_tokens(self) -> int:
        """How long an answer may be. Raises InvalidInput."""
        for name in _TOKENS:
            most = self.options.get(name, _USUAL_TOKENS)
            if type(most) is not int or not 1 <= most <= _MOST_TOKENS:
                raise InvalidInput(
                    Code.CALL_INVALID, f"{name} must be a whole number from 1 to {_MOST_TOKENS:,}."
                )
            if name in self.options:
                return most
        return _USUAL_TOKENS

    def grammar(self) -> Grammar | None:
        """What the answer is held to. Raises InvalidInput (grammar.invalid)."""
        return None if self.schema is None else grammar_of(self.schema)

    def checked(self) -> "Template":
        """Itself, where it can be tried; raises InvalidInput with what is wrong with it."""
        if not (self.prompt.strip() or self.system.strip()):
            raise InvalidInput(Code.CALL_INVALID, "A template needs a prompt or an instruction.")
        if max(map(len, (self.prompt, self.system, *self.defaults.values()))) > (
            MOST_PART_CHARACTERS
        ):
            raise InvalidInput(
                Code.CALL_INVALID, f"A part has more than {MOST_PART_CHARACTERS:,} characters."
            )
        self.filled("", dict.fromkeys(self.slots, ""))
        self.sampling()
        self.most_tokens()
        self.grammar()
        return self


def pieces_of(text: str, where: str) -> list[tuple[str, str]]:
    """(slot, "") and ("", literal) in order. Raises InvalidInput (call.invalid) with the line."""
    pieces: list[tuple[str, str]] = []
    done = 0
    for found in string.Template.pattern.finditer(text):
        literal = text[done : found.start()]
        if found["invalid"] is not None:
            line = text.count("\n", 0, found.start()) + 1
            raise InvalidInput(
                Code.CALL_INVALID,
                f"In line {line} of the {where} a dollar sign names no slot. Write $$ for a dollar "
                "sign, and $input where the text belongs.",
            )
        slot = found["named"] or found["braced"] or ""
        pieces += [("", literal), (slot, "")] if slot else [("", literal + "$")]
        done = found.end()
    return [piece for piece in [*pieces, ("", text[done:])] if any(piece)]


def _parts(text: str, where: str, held: Mapping[str, str]) -> Parts:
    return tuple([(slot or where, held[slot] if slot else literal)
                  for slot, literal in pieces_of(text, where)])  # fmt: skip


def of_parts(
    *, system: str, examples: str, prompt: str, lead: str, rest: Template | None = None
) -> Template:
    """A template of its named parts, and of what else `rest` has.

    Examples that no part asks for come before the prompt; a part that is empty is no slot.
    """
    rest = rest or Template()
    defaults = {k: v for k, v in rest.defaults.items() if k not in (EXAMPLES, ANSWER_LEAD)}
    template = Template(
        prompt,
        system,
        {**defaults}
        | ({EXAMPLES: examples} if examples.strip() else {})
        | ({ANSWER_LEAD: lead} if lead.strip() else {}),
        rest.options,
        rest.model,
        rest.schema,
        rest.other,
    )
    if EXAMPLES in template.defaults and EXAMPLES not in template.slots:
        return replace(template, prompt=f"${EXAMPLES}\n\n{prompt or '$' + INPUT}")
    if EXAMPLES in template.slots and EXAMPLES not in template.defaults:
        return replace(template, defaults={**template.defaults, EXAMPLES: ""})
    return template
