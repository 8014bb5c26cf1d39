"""The bench's Python for what copies: a form filled from a text, one token a step and several.

Done as the Write room does, with the site's adapter. Knows nothing of pages or of what is printed.
"""

import statistics
from dataclasses import replace
from typing import Any, Final

from hearthside.adapters.browser import Home
from hearthside.generation.grammar import Field, Kind
from hearthside.generation.listening import Writing
from hearthside.generation.model import Model
from hearthside.lora import read_adapter
from hearthside.write import Writer

TURNS: Final = 3
ADAPTER: Final = "adapters/tasks.safetensors"
MINUTES: Final = (
    "Minutes of the residents' meeting, 14 March 2026. Present: Clara Whitfield, chair; Dr. Samuel"
    " Okonkwo-Brandt, treasurer; Lena Fitzgerald. The lift in stairwell B will be repaired by"
    " Halvorsen & Sons Elevator Service between 2 and 6 April; the hall will be closed. Invoices go"
    " to Harbour Street Housing Cooperative, 12 Harbour Street, 24103 Kiel. Questions:"
    " office@harbour-housing.example, telephone 0431 555 0172. The next meeting is on 18 June 2026"
    " at 7 pm in the community room behind the laundry."
)
FORM: Final = (
    Field("chair"),
    Field("treasurer"),
    Field("repaired by"),
    Field("invoices to"),
    Field("address"),
    Field("mail"),
    Field("telephone"),
    Field("next meeting", Kind.DATE),
    Field("place"),
)


async def copy(home: Home, model: Model) -> dict[str, Any]:
    """Tokens a second after the first, and whether the answer was the same."""
    adapted = await model.adapted(read_adapter(await home.site.read(ADAPTER)))
    # Where a token may differ beside others nothing is guessed.
    alone = replace(adapted, info=replace(adapted.info, batch_invariant=False))
    await _filled(adapted)
    speeds, texts = list[tuple[float, float]](), set[str]()
    for _ in range(TURNS):
        one, several = await _filled(alone), await _filled(adapted)
        speeds.append((one.tokens_per_second, several.tokens_per_second))
        texts |= {one.text, several.text}
    await adapted.drop_adapter()
    one_a_step, several_a_step = map(statistics.median, zip(*speeds, strict=True))
    return {
        "copied_tokens": len(one.token_ids),
        "copied_alone": one_a_step,
        "copied_several": several_a_step,
        "copied_gain": statistics.median(b / a for a, b in speeds),
        "copied_same": len(texts) == 1,
        "copied_text": texts.pop(),
    }


async def _filled(model: Model) -> Writing:
    written: list[Writing] = []
    heard = replace(model, heard=lambda _asked, writing: written.append(writing))
    async with Writer(heard) as writer:
        await writer.extract(MINUTES, FORM).read()
    return written[-1]
