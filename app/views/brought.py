"""What the page says about what a person brought and cannot be used: labels, tables, files, keys.

A part of words.py, which has the rest. Knows nothing of how or where a trouble is shown.
"""

from dataclasses import dataclass
from typing import Final

from hearthside.wire import Code


@dataclass(frozen=True, slots=True)
class Words:
    """A trouble in plain words. `offers` are the actions that may help, in order of hope."""

    title: str
    happened: str
    advice: str
    offers: tuple[str, ...] = ()


BROUGHT: Final[dict[Code, Words]] = {
    Code.LABELS_INVALID: Words(
        "These labels will not do.",
        "",
        "Nothing you typed was lost.",
        (),
    ),
    Code.POLICY_INVALID: Words(
        "This policy cannot be followed as it stands.",
        "",
        "Your text is as you left it.",
        (),
    ),
    Code.TABLE_INVALID: Words(
        "That cannot be read as a table.",
        "",
        "Nothing you had was changed.",
        ("dismiss",),
    ),
    Code.TABLE_LARGE: Words(
        "That table is too large for this page.",
        "",
        "Nothing you had was changed. Cut the table into parts and sort them one by one.",
        ("dismiss",),
    ),
    Code.FILE_INVALID: Words(
        "That file cannot be read.",
        "",
        "Nothing you had was changed.",
        ("dismiss",),
    ),
    Code.FILE_LARGE: Words(
        "That file is too large for this page.",
        "",
        "Nothing you had was changed. Cut the file into parts and add them one by one.",
        ("dismiss",),
    ),
    Code.INDEX_MODEL: Words(
        "This collection was made by another model.",
        "Vectors of two models cannot be compared.",
        "Make the collection again with the model that is here, or fetch the one that made it.",
        ("dismiss",),
    ),
    Code.INDEX_INVALID: Words(
        "A part of this collection is damaged.",
        "",
        "Your files are as they were: add them again.",
        ("dismiss",),
    ),
    Code.PASSPHRASE_NEEDED: Words(
        "This collection is locked.",
        "",
        "Give its passphrase to open it.",
        ("dismiss",),
    ),
    Code.PASSPHRASE_WRONG: Words(
        "That is not the passphrase.",
        "It is kept nowhere, so nobody can tell it to you.",
        "Try again; or delete the collection and add the files anew.",
        ("dismiss",),
    ),
    Code.MATRIX_UNKNOWN: Words(
        "The engine has begun anew.",
        "",
        "Ask again: what was prepared for it is prepared again.",
        ("dismiss",),
    ),
}
