"""What a model made of the texts that fitting reads, kept for the next time the same is fitted.

The neutral sentences, the labels' own words and the examples cost seconds, and mean the same under
the same prompt: whoever decides one text after another by `classify` reads them once. Kept with the
loaded model, for features depend on the device as well as on the weights (`ModelInfo.hash`).

"""

from collections.abc import Hashable, Sequence
from typing import Final

from hearthside.classify.features import Features
from hearthside.classify.sources.likelihood.reader import Readers
from hearthside.generation.model import Model

# Some 3 KB each: a dozen sets of labels without examples, or three with very many.
MOST_READINGS: Final = 1024


class Remembering:
    """`readers` under one `prompt` (which names the labels too), and what they read before."""

    def __init__(self, readers: Readers, model: Model, prompt: Hashable) -> None:
        info = model.info
        self.readers: Final = readers
        self._prompt = (info.hash, info.form, info.device, prompt)
        self._kept = model.memory

    async def read(
        self, text: str, prior: Sequence[float] | None = None, *, scored: bool = True
    ) -> Features:
        """See `Reader.read`; what was read before is not read again."""
        key = (self._prompt, text, None if prior is None else tuple(prior), scored)
        known = self._kept.pop(key, None)
        features = known if isinstance(known, Features) else None
        if features is None:
            features = await self.readers.read(text, prior, scored=scored)
        self._kept[key] = features  # the last that was wanted is the last to go
        while len(self._kept) > MOST_READINGS:
            del self._kept[next(iter(self._kept))]
        return features
