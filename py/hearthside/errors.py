"""The tree of errors. Each carries a wire code; foreign errors are translated once, at the edge.

HearthsideError            code, message (what happened and what to do), detail
├── Stopped                call.stopped
├── InvalidInput           call.invalid  op.unknown  form.invalid  recipe.invalid
│                          shelf.invalid  shelf.missing  context.full  cache.unknown
│                          labels.invalid  policy.invalid  table.invalid  table.large
│                          file.invalid  file.large  index.model  index.invalid
│                          passphrase.needed  passphrase.wrong  matrix.unknown
│                          adapter.invalid  adapter.unfit  media.unknown
│                          grammar.invalid  grammar.unknown
├── WorkerLost             engine.lost  mind.lost
├── EngineError            engine.failed  call.failed  device.none  device.software  device.wrong
├── ModelError             model.none  model.unknown  model.corrupt  model.unfit
└── StorageError           storage.full  storage.none  download.failed  download.offline

Knows nothing of where an error is shown, or in which thread it arose.
"""

from typing import Final

from hearthside.wire import Code


class HearthsideError(Exception):
    """What went wrong, by code; the message is for people and says what to do next."""

    def __init__(self, code: Code, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.code: Final = code
        self.message: Final = message
        self.detail: Final = detail


class Stopped(HearthsideError):
    """The person asked to stop. Not a fault."""


class InvalidInput(HearthsideError):
    """What was asked cannot be done as asked."""


class WorkerLost(HearthsideError):
    """A worker ended while it owed an answer. It is replaced; ask again."""


class EngineError(HearthsideError):
    """The device or the runtime could not compute."""


class ModelError(HearthsideError):
    """The model's files are absent, damaged or unfit."""


class StorageError(HearthsideError):
    """Bytes could not be fetched or kept."""


_CLASS_OF: Final[dict[Code, type[HearthsideError]]] = {
    Code.CALL_STOPPED: Stopped,
    **dict.fromkeys(
        (
            Code.CALL_INVALID,
            Code.OP_UNKNOWN,
            Code.FORM_INVALID,
            Code.RECIPE_INVALID,
            Code.SHELF_INVALID,
            Code.SHELF_MISSING,
            Code.CONTEXT_FULL,
            Code.CACHE_UNKNOWN,
            Code.LABELS_INVALID,
            Code.POLICY_INVALID,
            Code.TABLE_INVALID,
            Code.TABLE_LARGE,
            Code.FILE_INVALID,
            Code.FILE_LARGE,
            Code.INDEX_MODEL,
            Code.INDEX_INVALID,
            Code.PASSPHRASE_NEEDED,
            Code.PASSPHRASE_WRONG,
            Code.MATRIX_UNKNOWN,
            Code.MEDIA_UNKNOWN,
            Code.GRAMMAR_INVALID,
            Code.GRAMMAR_UNKNOWN,
            Code.ADAPTER_INVALID,
            Code.ADAPTER_UNFIT,
        ),
        InvalidInput,
    ),
    Code.ENGINE_LOST: WorkerLost,
    Code.MIND_LOST: WorkerLost,
    **dict.fromkeys(
        (
            Code.ENGINE_FAILED,
            Code.CALL_FAILED,
            Code.DEVICE_NONE,
            Code.DEVICE_SOFTWARE,
            Code.DEVICE_WRONG,
        ),
        EngineError,
    ),
    **dict.fromkeys(
        (Code.MODEL_NONE, Code.MODEL_UNKNOWN, Code.MODEL_CORRUPT, Code.MODEL_UNFIT), ModelError
    ),
    **dict.fromkeys(
        (Code.STORAGE_FULL, Code.STORAGE_NONE, Code.DOWNLOAD_FAILED, Code.DOWNLOAD_OFFLINE),
        StorageError,
    ),
}


def error_of(code: Code, message: str, detail: str = "") -> HearthsideError:
    """The error of the tree that `code` belongs to."""
    return _CLASS_OF[code](code, message, detail)
