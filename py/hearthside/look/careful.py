"""A gate for what is said of skin: sentences that judge are held back, wherever they come from.

A prompt asks a model for no diagnosis; this sees to it that the commonest ones are not passed on.
It goes by a list of words and so is no proof: the page says beside it that only a doctor can tell.
"""

import re
from typing import Final

from hearthside.text.sentences import sentence_ends

_JUDGING: Final = re.compile(
    r"\b(?:melanom\w*|carcinom\w*|cancer\w*|malignan\w*|benign\w*|tumou?r\w*|eczem\w*|psoria\w*"
    r"|dermatitis|rosacea|shingles|herpes|impetigo|cellulitis|ringworm|tinea|scabies|lyme"
    r"|measles|chicken ?pox|warts?|keratos[ei]s|nev(?:us|i)|naev(?:us|i)|urticaria|hives"
    r"|harmless|nothing to worry|no need to worry|not serious|diagnos\w*)\b",
    re.IGNORECASE,
)
HELD_BACK: Final = "[A sentence was left out: it judged, and a photo is not enough for that.]"


class CarefulGate:
    """Lets whole sentences through that do not judge; `held` counts those that did."""

    def __init__(self) -> None:
        self.held = 0
        self._waiting = ""

    def feed(self, text: str) -> str:
        """What may be shown now."""
        self._waiting += text
        # What could still close a sentence, quotes above all, comes before the next blank.
        ended = [end for end in sentence_ends(self._waiting) if end < len(self._waiting)]
        whole = max([0, *ended, self._waiting.rfind("\n") + 1])
        passed, self._waiting = self._waiting[:whole], self._waiting[whole:]
        return self._passed(passed)

    def flush(self) -> str:
        """What waited, now that nothing follows."""
        rest, self._waiting = self._waiting, ""
        return self._passed(rest)

    def _passed(self, text: str) -> str:
        """The text without its judging sentences."""
        shown, start = "", 0
        for end in [*self._ends(text), len(text)]:
            sentence, start = text[start:end], end
            if _JUDGING.search(sentence):
                self.held += 1
                shown += f"{sentence[: len(sentence) - len(sentence.lstrip())]}{HELD_BACK}"
            else:
                shown += sentence
        return shown

    def _ends(self, text: str) -> list[int]:
        lines = [found.end() for found in re.finditer(r"\n", text)]
        return sorted({*sentence_ends(text), *lines})
