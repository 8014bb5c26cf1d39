"""What the Log room shows: how it stands with the log, and what was sought in it.

Nothing of it is given to the page to keep: it is read anew whenever a person comes in. Knows
nothing of how any of it changes.
"""

from dataclasses import dataclass
from typing import Final

from app.state import Part

# So many entries are listed at first, and again at each "more".
AT_ONCE: Final = 25
# Of what is sought, these many count.
MAX_WORDS_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry as it is listed. Of a long text only its begin and its end are here."""

    id: str
    when: str
    name: str
    model: str
    prompt: str
    answer: str
    about: str


@dataclass(frozen=True, slots=True)
class LogState(Part):
    """The log as last read; `on` is None before that. `words` are sought, and `found_words` those
    of the entries listed; `most` is how many may be. `asking` says that a person is asked whether
    all is to go, and `request` numbers the readings."""

    on: bool | None = None
    words: str = ""
    found_words: str = ""
    most: int = AT_ONCE
    request: int = 0
    entries: tuple[ShownEntry, ...] = ()
    total: int = 0
    size_bytes: int = 0
    damaged: tuple[str, ...] = ()
    trouble: str = ""
    asking: bool = False
    exporting: bool = False
    notice: str = ""
