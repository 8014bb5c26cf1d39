"""What a long text costs with the loaded model on this device: measured, judged, kept.

    async for step in measure(model, lengths_for(model.info.context_tokens)):
        if isinstance(step, Cost): ...        # one length is through; a Reading tells how far it is

Knows nothing of screens, and of which device it is.
"""

from hearthside.pace.kept import COLLECTION, Measured, measured_of, measured_text, read_measured
from hearthside.pace.measure import DECODED_TOKENS, Cost, Reading, lengths_for, measure
from hearthside.pace.thinning import Thin, thin_places

__all__ = [
    "COLLECTION",
    "DECODED_TOKENS",
    "Cost",
    "Measured",
    "Reading",
    "Thin",
    "lengths_for",
    "measure",
    "measured_of",
    "measured_text",
    "read_measured",
    "thin_places",
]
