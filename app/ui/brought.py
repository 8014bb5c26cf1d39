"""What the page says about what was brought and cannot be used: by a person, labels, tables, files,
keys; from the site, the embedding model.

A part of words.py, which has the rest. Knows nothing of how or where an error is shown.
"""

from dataclasses import dataclass
from typing import Final

from hearthside.wire import Code


@dataclass(frozen=True, slots=True)
class Words:
    """An error in plain words. `offers` are the actions that may help, in order of hope."""

    title: str
    happened: str
    advice: str
    offers: tuple[str, ...] = ()


BROUGHT: Final[dict[Code, Words]] = {
    Code.LABELS_INVALID: Words(
        "These labels cannot be used.",
        "",
        "Nothing you typed was lost.",
        (),
    ),
    Code.POLICY_INVALID: Words(
        "This policy has an error.",
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
        "Make the collection again with the model that is here, or download the one that made it.",
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
        "Enter its passphrase to open it.",
        ("dismiss",),
    ),
    Code.PASSPHRASE_WRONG: Words(
        "That is not the passphrase.",
        "It is stored nowhere, so it cannot be recovered.",
        "Try again; or delete the collection and add the files again.",
        ("dismiss",),
    ),
    Code.ADAPTER_INVALID: Words(
        "This file is no adapter.",
        "It is damaged, or it is something else.",
        "Get it again from where it came.",
        ("dismiss",),
    ),
    Code.ADAPTER_UNFIT: Words(
        "This adapter is for another model.",
        "An adapter works only with the weights that it was trained on.",
        "Load the model that it was trained for, or train it anew.",
        ("dismiss",),
    ),
    Code.MATRIX_UNKNOWN: Words(
        "The model was restarted.",
        "",
        "Try again: what it needs is prepared again.",
        ("dismiss",),
    ),
    Code.GRAMMAR_INVALID: Words(
        "An answer of this form cannot be asked for.",
        "",
        "Change the fields, and try again.",
        ("dismiss",),
    ),
    Code.GRAMMAR_UNKNOWN: Words(
        "The model was restarted.",
        "",
        "Try again: what the answer may be is prepared again.",
        ("dismiss",),
    ),
    Code.MEDIA_UNKNOWN: Words(
        "The model was restarted.",
        "",
        "Try again: the picture or the sound is read again.",
        ("dismiss",),
    ),
}

# About the embedding model, wherever it is fetched.
EMBEDDER_WORDS: Final[dict[Code, Words]] = {
    Code.MODEL_CORRUPT: Words(
        "The embedding model\u2019s files are damaged.",
        "What was downloaded does not match its checksum, so it is not used.",
        "Download the damaged part again; the intact parts are kept.",
        ("embedder.load", "dismiss"),
    ),
    Code.MODEL_UNFIT: Words(
        "The embedding model does not fit on this device.",
        "The device has too little memory or lacks something that it needs.",
        "Close other tabs and try again, or use the smaller model.",
        ("embedder.load", "dismiss"),
    ),
    Code.MODEL_UNKNOWN: Words(
        "That embedding model is not available here.",
        "This copy of Hearthside does not include it.",
        "",
        ("dismiss",),
    ),
    Code.DOWNLOAD_FAILED: Words(
        "The download was interrupted.",
        "The embedding model is not complete.",
        "What was downloaded is kept. Try again to continue from there.",
        ("embedder.load", "dismiss"),
    ),
    Code.DOWNLOAD_OFFLINE: Words(
        "You seem to be offline.",
        "The embedding model has to be downloaded once, and no network answered.",
        "Try again when there is a connection.",
        ("embedder.load", "dismiss"),
    ),
    Code.STORAGE_FULL: Words(
        "The storage is full: no room for the embedding model.",
        "The browser gives this page no more space.",
        "Nothing you had was lost. Free some space and try again.",
        ("settings", "embedder.load"),
    ),
    Code.DEVICE_WRONG: Words(
        "The graphics processor computes wrong results.",
        "A check against known values failed, so its results cannot be trusted.",
        "Use the processor, which passes that check.",
        ("embedder.processor",),
    ),
    Code.DEVICE_SOFTWARE: Words(
        "The graphics processor here is emulated in software.",
        "That is very slow.",
        "The processor is much faster on this machine.",
        ("embedder.processor",),
    ),
    Code.ENGINE_FAILED: Words(
        "The embedding model could not be loaded.",
        "It stopped with an error on this device.",
        "Try again, or use the processor.",
        ("embedder.load", "embedder.processor"),
    ),
}
