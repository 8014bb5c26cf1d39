"""What the page says about what was brought and cannot be used: by a person, labels, tables, files,
keys; from the site, the embedding model.

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

# About the embedding model, wherever it is fetched.
EMBEDDER_WORDS: Final[dict[Code, Words]] = {
    Code.MODEL_CORRUPT: Words(
        "The embedding model\u2019s files are damaged.",
        "What was fetched does not match its fingerprint, so it was put aside.",
        "Fetch the damaged part again; the sound parts are kept.",
        ("embedder.load", "dismiss"),
    ),
    Code.MODEL_UNFIT: Words(
        "The embedding model does not fit here.",
        "The device has too little room or lacks something that it needs.",
        "The smaller model, or the processor, may do.",
        ("embedder.processor", "dismiss"),
    ),
    Code.MODEL_UNKNOWN: Words(
        "That embedding model is not to be had here.",
        "This copy of Hearthside does not carry it.",
        "",
        ("dismiss",),
    ),
    Code.DOWNLOAD_FAILED: Words(
        "The download broke off.",
        "The embedding model did not arrive whole.",
        "What has arrived is kept. Trying again goes on from there.",
        ("embedder.load", "dismiss"),
    ),
    Code.DOWNLOAD_OFFLINE: Words(
        "You seem to be offline.",
        "The embedding model has to be fetched once, and no network answered.",
        "Try again when there is a connection.",
        ("embedder.load", "dismiss"),
    ),
    Code.STORAGE_FULL: Words(
        "There is no room left for the embedding model.",
        "The browser has no more space to give to this page.",
        "Nothing you had was lost. Free some space and try again.",
        ("settings", "embedder.load"),
    ),
    Code.DEVICE_WRONG: Words(
        "The graphics processor gets its sums wrong.",
        "A check with known answers failed, so what it finds could not be trusted.",
        "The processor gives the right answers; use that.",
        ("embedder.processor",),
    ),
    Code.DEVICE_SOFTWARE: Words(
        "The graphics processor here is only an imitation.",
        "This browser offers WebGPU in software, which is very slow.",
        "The processor is much faster on this machine.",
        ("embedder.processor",),
    ),
    Code.ENGINE_FAILED: Words(
        "The embedding model could not be woken.",
        "It met a fault on this device.",
        "Try again, or use the processor.",
        ("embedder.load", "embedder.processor"),
    ),
}
# What holds without it, by the room in which it was wanted.
WITHOUT_EMBEDDER: Final[dict[str, str]] = {
    "find": "Search by words works meanwhile.",
    "sort": "Your table and your answers are kept; the language model can decide instead.",
    "route": "The rules work meanwhile; the language model can decide instead.",
}
