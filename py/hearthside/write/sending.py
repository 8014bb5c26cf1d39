"""A prompt in its named parts, each with its exact number of tokens, and the ids that are sent.

Parts are told apart by rendering the same prompt with signs in place of what was given: what stands
between the signs is the format's own. Knows nothing of what is asked.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Final

from hearthside.generation.model import Model
from hearthside.generation.pieces import BLANK_MARK
from hearthside.generation.thoughts import empty_thought
from hearthside.text.escape import neutralise
from hearthside.write.asks import Job, prompt_with
from hearthside.write.result import Cut, PartName, PromptPart, Sent

# Private-use signs: no format has them, and what a person types does not come here.
_SIGNS: Final[dict[str, PartName]] = {
    "\ue000": "instruction",
    "\ue001": "context",
    "\ue002": "input",
    "\ue003": "examples",
}
_SPLIT: Final = re.compile("([\ue000-\ue003])")
_BYTE: Final = re.compile(r"<0x[0-9A-Fa-f]{2}>")


async def sent_with(
    model: Model, job: Job, budget_tokens: int, cut: Cut | None = None
) -> tuple[Sent, list[int]]:
    """The parts of a job's prompt, and its token ids."""
    return await sent_as(model, parts_of(model, job), budget_tokens, cut)


async def sent_as(
    model: Model, named: Sequence[tuple[str, str]], budget_tokens: int, cut: Cut | None = None
) -> tuple[Sent, list[int]]:
    """A prompt that was cut apart already, and its token ids: the tokens of its parts add up to
    theirs."""
    ids = await model.encode("".join([text for _, text in named]))
    counts = _counted(named, await model.pieces(ids), ids[0] == model.info.bos_id)
    parts = [
        PromptPart(name, text, counts[at])
        for at, (name, text) in enumerate(named)
        if text or counts[at]
    ]
    return Sent(tuple(parts), budget_tokens, cut), ids


def parts_of(model: Model, job: Job) -> list[tuple[PartName, str]]:
    """The prompt as text, in order: each part's name, and its own text as it is sent."""
    chat, prompt = model.info.chat, job.prompt()
    signs = prompt_with(job.kind, "\ue001", "\ue002", "\ue000")
    given = {
        "\ue000": neutralise(prompt.instruction).strip(),
        "\ue001": neutralise(job.text),
        "\ue002": neutralise(job.ask),
    }
    return cut_apart(model, signs.render(chat), given)


def cut_apart(model: Model, signs: str, given: Mapping[str, str]) -> list[tuple[PartName, str]]:
    """A prompt that was rendered with signs in place of what was `given`, by its parts."""
    named: list[tuple[PartName, str]] = [
        (_SIGNS.get(piece, "marks"), given.get(piece, piece))
        for piece in _SPLIT.split(signs)
        if piece
    ]
    if model.info.chat is None:  # the marker that the adapter was taught, or an example shows
        named[-1] = ("answer lead", named[-1][1])
    whole = [("marks", ""), *named, ("marks", empty_thought(model.info))]
    return [
        (name, "".join([text for _, text in same]))
        for name, same in groupby(whole, key=itemgetter(0))
    ]


def _counted(named: Sequence[tuple[str, str]], pieces: Sequence[str], begun: bool) -> Counter[int]:
    """How many tokens begin in each part: a token belongs to where its first byte stands."""
    ends = list(accumulate(len(text.encode()) for _, text in named))
    counts: Counter[int] = Counter()
    at = 0
    for number, piece in enumerate(pieces):
        if number == 0 and begun:
            counts[0] += 1
            continue
        counts[min(bisect_right(ends, at), len(ends) - 1)] += 1
        at += length_bytes(piece)
    return counts


def length_bytes(piece: str) -> int:
    """How many bytes of UTF-8 a piece of the vocabulary stands for."""
    if _BYTE.fullmatch(piece):
        return 1
    return len(piece.replace(BLANK_MARK, " ").encode())
