"""The bench's Python for what copies: a form filled from a text, one token a step and several.

Done as the Write room does, with the site's adapter. Knows nothing of pages or of what is printed.
"""

import statistics
from dataclasses import replace
from typing import Any, Final

from hearthside.adapters.browser import Home
from hearthside.generation.grammar import Field
from hearthside.generation.listening import Writing
from hearthside.generation.model import Model
from hearthside.lora import read_adapter
from hearthside.write import Writer

TURNS: Final = 3
ADAPTER: Final = "adapters/tasks.safetensors"
INVOICE: Final = (
    "Halvorsen & Sons Elevator Service GmbH, Speicherstrasse 47, 24103 Kiel. Invoice RE-2026-004417"
    " of 14 March 2026 to Harbour Street Housing Cooperative, 12 Harbour Street, 24103 Kiel, for"
    " your order HS-88120-B: yearly inspection of the lift in stairwell B, and two door contacts,"
    " 1,284.60 euros with tax. Please pay by 11 April 2026 to DE89 3704 0044 0532 0130 00 at Foerde"
    " Sparkasse Kiel. Questions are answered by Clara Whitfield-Okonkwo,"
    " accounts.receivable@halvorsen-elevators.example, telephone +49 431 555 0172-38."
)
NAMES: Final = "company street invoice order work account bank contact mail telephone"
FORM: Final = tuple(map(Field, NAMES.split()))


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
        await writer.extract(INVOICE, FORM).read()
    return written[-1]
