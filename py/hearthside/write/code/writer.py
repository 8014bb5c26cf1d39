"""What a model adds to what rules tell of code: in words, or as code that is checked.

    async with CodeWriter(model) as writer:
        async for event in writer.complete(source, line=3, column=10): ...

Drawn without chance. A model that only continues texts writes too, weakly: it was never taught to
explain. Nothing that is written is run.
"""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from hearthside.errors import InvalidInput
from hearthside.generation.answers.aloud import aloud
from hearthside.generation.answers.kept import KeptContext
from hearthside.generation.generate import Reason, StopRules, generate
from hearthside.generation.sampling import SamplingOptions
from hearthside.wire import Code
from hearthside.write.code.answers import plain, rest_of_line, tests_of, words_of
from hearthside.write.code.asks import CodeAsk, CodeKind
from hearthside.write.code.checks import docstring_fault, fault_of_tests, line_fault, summary_fault
from hearthside.write.code.docstrings import docstring_of, documented
from hearthside.write.code.faults import Fault
from hearthside.write.code.functions import MOST_CHARACTERS, function_at
from hearthside.write.code.testcases import called_as, head_of, name_of_test, with_tests
from hearthside.write.reading import measured, said_of
from hearthside.write.result import Cut, Piece, Sent
from hearthside.write.sending import sent_as

_BEST: Final = SamplingOptions(temperature=0.0)
_WORDS: Final = SamplingOptions(temperature=0.0, no_repeat_ngram=12)
_MOST_TOKENS: Final[dict[CodeKind, int]] = {
    "explain": 120,
    "complete": 48,
    "docstring": 60,
    "tests": 160,
}
_LEAST_ROOM_TOKENS: Final = 24
_SLACK_TOKENS: Final = 8
_CHARACTERS_A_TOKEN: Final = 8
_LINES_AROUND: Final = 6


@dataclass(frozen=True, slots=True)
class CodeWritten:
    """What stands at the end. `text` are the model's words; `source` is the whole code with what
    was written in its place, "" where it failed its check and `problem` says why, or where it is
    no code. `whole` is False where a limit ended it."""

    kind: CodeKind
    text: str
    source: str = ""
    problem: str = ""
    whole: bool = True
    tokens: int = 0
    seconds: float = 0.0


CodeEvent: TypeAlias = Sent | Piece | CodeWritten
_Made: TypeAlias = Callable[[str], tuple[str, str, str]]
"""Of an answer: the text, the whole source, and what is wrong with it."""


class CodeWriter(KeptContext):
    """Asks one model about code, one ask after another, in one context that it keeps. Close it.

    Each ask gives `Sent`, then `Piece`s as they come, and `CodeWritten` at its end. Leaving it
    early stops the engine. Raises InvalidInput (call.invalid, context.full) where there is nothing
    to ask about, and else what `generate` raises.
    """

    def explain(self, fault: Fault, source: str = "") -> AsyncGenerator[CodeEvent, None]:
        """Why an error happened, in words. `source` is the code of its last line, where known."""
        said = f"{_around(fault, source)}\n{fault.kind}: {fault.message}".strip()
        return self._asked(CodeAsk("explain", _without_gaps(said)), words_of)

    def complete(self, source: str, line: int, column: int) -> AsyncGenerator[CodeEvent, None]:
        """The rest of a line, from the cursor on (`line` from 1, `column` from 0)."""
        lines = _checked(source).split("\n")
        if not 1 <= line <= len(lines):
            raise InvalidInput(Code.CALL_INVALID, "There is no such line.")
        begun = lines[line - 1][:column]
        before = "\n".join([*lines[: line - 1], begun])
        if not before.strip():
            raise InvalidInput(Code.CALL_INVALID, "Write the beginning of the code first.")
        blanks = begun[len(begun.rstrip()) :]

        def made(answer: str) -> tuple[str, str, str]:
            words = rest_of_line(answer, begun, blanks)
            rest = lines[line - 1][column:]
            whole = [*lines[: line - 1], begun + words + rest, *lines[line:]]
            return words.strip(), "\n".join(whole), line_fault(source, line, column, words)

        ask = CodeAsk("complete", before[: len(before) - len(blanks)])
        return self._asked(ask, made, keep_end=True)

    def docstring(self, source: str, line: int) -> AsyncGenerator[CodeEvent, None]:
        """A docstring for the function that a line belongs to: the model's sentence over what can
        be read off the code."""
        function = function_at(_checked(source), line)

        def made(answer: str) -> tuple[str, str, str]:
            summary = plain(answer).partition("\n")[0].strip().strip("\"'`").strip()
            if problem := summary_fault(summary):
                return summary, "", problem
            text = docstring_of(summary, function)
            whole = documented(source, function, text)
            return text, whole, docstring_fault(source, whole, function, text)

        return self._asked(CodeAsk("docstring", _without_gaps(function.source)), made)

    def tests(self, source: str, line: int) -> AsyncGenerator[CodeEvent, None]:
        """Tests for the function that a line belongs to. They are not run."""
        function = function_at(_checked(source), line)
        waits = "await " if function.waits else ""
        head = f"{head_of(function)}\n    assert {waits}{called_as(function)}("

        def made(answer: str) -> tuple[str, str, str]:
            text = tests_of(answer, head, self.model.info.chat is None)
            if problem := fault_of_tests(text, function):
                return text, "", problem
            return text, with_tests(source, function, text), ""

        names = (name_of_test(function), function.name)
        ask = CodeAsk("tests", function.source, lead=f"\n\n\n{head}", names=names)
        return self._asked(ask, made)

    async def _asked(
        self, ask: CodeAsk, made: _Made, *, keep_end: bool = False
    ) -> AsyncGenerator[CodeEvent, None]:
        most, began_s = _MOST_TOKENS[ask.kind], time.perf_counter()
        budget = self.model.info.context_tokens - most
        ask, cut = await self._fitted(ask, budget, keep_end)
        sent, ids = await sent_as(self.model, ask.parts(self.model), budget, cut)
        yield sent
        chat = self.model.info.chat
        rules = StopRules(most, strings=ask.prompt.stop_strings(chat))
        options = _BEST if ask.kind == "complete" else _WORDS
        text, context = "", await self.context()
        async with (
            generate(self.model, ids, options, rules, context=context) as tokens,
            aclosing(aloud(self.model, tokens)) as answer,
        ):
            async for said in answer:
                if said.text:
                    text += said.text
                    yield Piece(said.text)
        words, source, problem = made(text)
        whole = tokens.reason in (Reason.END, Reason.STOP_STRING)
        seconds = time.perf_counter() - began_s
        count = len(tokens.token_ids)
        source = "" if problem else source
        yield CodeWritten(ask.kind, words, source, problem, whole, count, seconds)

    async def _fitted(
        self, ask: CodeAsk, budget_tokens: int, keep_end: bool
    ) -> tuple[CodeAsk, Cut | None]:
        """The ask with as many whole lines of its code as have room: its first, or its last."""
        empty, _ = await sent_as(self.model, replace(ask, context="").parts(self.model), 0)
        room = budget_tokens - empty.tokens - _SLACK_TOKENS
        if room < _LEAST_ROOM_TOKENS:
            raise InvalidInput(Code.CONTEXT_FULL, "This model has no room for code.")
        text = ask.context
        near = text[-room * _CHARACTERS_A_TOKEN :] if keep_end else text
        count = await measured(self.model, near, len(near) + 1 if keep_end else room + 1)
        if count.whole <= room and len(count.text) >= len(text):
            return ask, None
        if keep_end:
            start = count.ends[max(0, count.whole - room - 1)]
            kept = near[near.find("\n", start) + 1 or start :]
        else:
            kept = text[: count.ends[room - 1]]
            kept = kept[: kept.rfind("\n")] if "\n" in kept else kept
        how = "What comes right before is read" if keep_end else "Its beginning is read"
        return replace(ask, context=kept), said_of(len(kept), len(text), how)


def _checked(source: str) -> str:
    if len(source) > MOST_CHARACTERS:
        raise InvalidInput(
            Code.CALL_INVALID, f"That is more code than is looked at: {MOST_CHARACTERS} characters."
        )
    return source


def _around(fault: Fault, source: str) -> str:
    """The lines of the source up to the one that failed; without a source those on the way."""
    if not fault.lines or not source:
        return "\n".join(dict.fromkeys(line.text for line in fault.lines))
    at = fault.lines[-1].number
    return "\n".join(source.split("\n")[max(0, at - _LINES_AROUND) : at])


def _without_gaps(text: str) -> str:
    """Examples are parted by empty lines, so that code loses its own."""
    return "\n".join([line for line in text.split("\n") if line.strip()])
