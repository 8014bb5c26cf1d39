"""The oldest turns of a talk in short, by the model that talks, where there is no room for them.

It is asked in the talk itself, right after those turns: what it has read of them need not be read
again. The turns stay in the talk. Knows nothing of screens.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from hearthside.generation.answers.aloud import aloud
from hearthside.generation.generate import StopRules, generate
from hearthside.generation.sampling import SamplingOptions
from hearthside.media import Taken
from hearthside.talk.context import Layout, Reading
from hearthside.talk.conversation import Conversation, Summary, Turn

# A summary takes a sixteenth of what the model reads, at most so many tokens.
_MOST_TOKENS: Final = 256
_ASK: Final = (
    "Summarise our conversation so far in a few plain sentences, in its own language. Keep names, "
    "numbers, decisions, and what is still open. Write only the summary."
)
_NOTHING: Final = "(The model found no words for it.)"
_BEST: Final = SamplingOptions(temperature=0.0)


async def summed_up(
    reading: Reading, talk: Conversation, waiting: tuple[int, ...], held: Mapping[str, Taken]
) -> Summary:
    """A summary of the turns `waiting`, or of as many of them as are read at once, and of what
    earlier turns had for a summary. Raises what the engine raises."""
    info = reading.model.info
    most = min(_MOST_TOKENS, info.context_tokens // 16)
    layout = Layout(reading, held, most, thinking=False)
    upto, part = await _as_many(layout, talk, waiting)
    laid = await layout.lay_out(part)
    reading.context = reading.context or await reading.model.open()
    async with generate(
        reading.model,
        laid.ids,
        _BEST,
        StopRules(max_tokens=most),
        context=reading.context,
        exact=False,
        media=laid.media,
    ) as tokens:
        text = "".join([said.text async for said in aloud(reading.model, tokens)])
    return Summary(upto, text.strip() or _NOTHING, info.title)


async def _as_many(
    layout: Layout, talk: Conversation, waiting: tuple[int, ...]
) -> tuple[int, Conversation]:
    """The last of the turns that are summed up, and a talk that ends with them and asks for it."""
    count = await layout.oldest_that_fit(talk, waiting, Turn("user", _ASK))
    if count:
        return waiting[count - 1], replace(talk, leaf=waiting[count - 1]).asked(_ASK)
    question, answer = waiting[:2]
    for most in (layout.room, layout.room // 4, layout.room // 16):
        part = replace(talk, turns=_without_middles(talk.turns, (question, answer), most))
        if await layout.oldest_that_fit(part, (question, answer), Turn("user", _ASK)):
            break
    return answer, replace(part, leaf=answer).asked(_ASK)


def _without_middles(
    turns: tuple[Turn, ...], numbers: tuple[int, ...], most: int
) -> tuple[Turn, ...]:
    """The turns, those of the numbers with at most so many characters, from both ends."""
    found = list(turns)
    for at in numbers:
        text = found[at - 1].text
        if len(text) > most:
            ends = f"{text[: most // 2]}\n[\u2026]\n{text[-(most // 2) :]}"
            found[at - 1] = replace(found[at - 1], text=ends, shown=())
    return tuple(found)
