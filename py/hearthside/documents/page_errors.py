"""What the page says when it cannot hand a file over, in words for the person.

The reasons are those of the protocol of files between page and mind (app/page/handing.js). Knows
nothing of how files are read there.
"""

from typing import Final

from hearthside.documents.document import invalid, large
from hearthside.errors import InvalidInput

_SENTENCES: Final = {
    "changed": "\u201c{name}\u201d changed while it was read. Try again when it is at rest.",
    "gone": "\u201c{name}\u201d is not there any more, or may not be read. Add it again.",
    "stale": "\u201c{name}\u201d has changed or moved since it was added. Add it again.",
    "forgotten": "\u201c{name}\u201d was chosen before the page was loaded anew. Add it again.",
    "password": (
        "\u201c{name}\u201d is protected by a password. Give the password, or save a copy without "
        "one and add that."
    ),
    "password.wrong": "This is not the password of \u201c{name}\u201d. Try another one.",
    "damaged": (
        "\u201c{name}\u201d is damaged and cannot be read. If it was downloaded, download it again."
    ),
    "slow": (
        "Reading \u201c{name}\u201d took too long and was given up. Split it into parts, and add "
        "those."
    ),
    "unfetched": (
        "What reads PDFs is fetched when it is first needed, and that did not succeed. Go online, "
        "and try \u201c{name}\u201d again; after that it works without a network."
    ),
}
_TOO_LARGE: Final = "\u201c{name}\u201d is too large to be read here. Split it into parts."
# Worth another try without choosing the file again.
AGAIN: Final = frozenset({"changed", "password", "password.wrong", "slow", "unfetched"})


def page_error(name: str, reason: str) -> InvalidInput:
    """The error that a reason of the page stands for; its detail is the reason."""
    if reason == "large":
        return large(_TOO_LARGE.format(name=name))
    sentence = _SENTENCES.get(reason, _SENTENCES["gone"])
    return invalid(sentence.format(name=name), reason)
