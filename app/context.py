"""What the actions of a room work with: the models as they are loaded, the stores of this device,
and a way to say what happened.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.shell.actions.adapters import AdapterActions
from app.shell.actions.embedder import EmbedderActions
from app.shell.actions.model import ModelActions
from app.shell.actions.ports import Dispatch
from app.shell.actions.source import Sources
from hearthside.log import Log
from hearthside.ports import EncryptedStore, Matrices, Shelf, Trainer


@dataclass(frozen=True, slots=True)
class Context:
    """`clock` counts seconds, from whenever."""

    dispatch: Dispatch
    clock: Callable[[], float]
    shelf: Shelf
    encrypted: EncryptedStore
    matrices: Matrices
    trainer: Trainer
    models: ModelActions
    embedders: EmbedderActions
    sources: Sources
    adapters: AdapterActions
    log: Log
