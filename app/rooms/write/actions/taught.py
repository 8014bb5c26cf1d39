"""An answer of an adapter that a person taught: the text is its input, as in the Teach room.

Knows nothing of jobs.
"""

from typing import Final

from app.rooms.write.effects import Ask
from app.rooms.write.events import WriteSaid, WriteSent
from app.rooms.write.state import Sent, SentPart
from app.shell.actions.ports import Dispatch
from hearthside.finetune.examples import prompt_of
from hearthside.generation.generate import Reason, StopRules, generate
from hearthside.generation.model import Model
from hearthside.generation.sampling import SamplingOptions
from hearthside.write import Written

_MOST_TOKENS: Final = 240


async def answer_as_taught(
    model: Model, ask: Ask, written: list[Written], dispatch: Dispatch
) -> None:
    """Write greedily, telling of each word; what there is of it is appended however it ends."""
    prompt = prompt_of(ask.text)
    ids = await model.encode(prompt.render(None))
    room = model.info.context_tokens
    sent = Sent((SentPart("context", ask.text, len(ids)),), room - _MOST_TOKENS, _MOST_TOKENS)
    dispatch(WriteSent(ask.number, sent))
    rules = StopRules(max_tokens=_MOST_TOKENS, strings=prompt.stop_strings(None))
    generation = generate(model, ids, SamplingOptions(temperature=0.0, top_k=1), rules)
    try:
        async with generation:
            async for token in generation:
                dispatch(WriteSaid(ask.number, 0, token.text))
    finally:
        whole = generation.reason in (Reason.END, Reason.STOP_STRING)
        written.append(Written("rewrite", ask.text, generation.text.strip(), partial=not whole))
