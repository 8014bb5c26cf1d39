"""Hearthside: private AI that runs where its user is. The front door; everything else is behind it.

    model = await load_model(engine, "gemma-3-270m-en")
    async for token in generate(model, "Once upon a time"):
        print(token.text, end="")

A name is fetched from where it lives when it is first asked for, so `import hearthside.documents`
loads what reading files needs and nothing of models. Knows nothing of where it runs: engines and
shelves are handed in (see `hearthside.adapters`).
"""

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from hearthside.classify import Classifier as Classifier
    from hearthside.classify import Decision as Decision
    from hearthside.classify import Features as Features
    from hearthside.classify import Label as Label
    from hearthside.classify import Labelled as Labelled
    from hearthside.classify import Score as Score
    from hearthside.classify import classify as classify
    from hearthside.errors import EngineError as EngineError
    from hearthside.errors import HearthsideError as HearthsideError
    from hearthside.errors import InvalidInput as InvalidInput
    from hearthside.errors import ModelError as ModelError
    from hearthside.errors import Stopped as Stopped
    from hearthside.errors import StorageError as StorageError
    from hearthside.errors import WorkerLost as WorkerLost
    from hearthside.generation.chat import Turn as Turn
    from hearthside.generation.chat import render_chat as render_chat
    from hearthside.generation.generate import Generation as Generation
    from hearthside.generation.generate import Reason as Reason
    from hearthside.generation.generate import StopRules as StopRules
    from hearthside.generation.generate import Token as Token
    from hearthside.generation.generate import generate as generate
    from hearthside.generation.model import Context as Context
    from hearthside.generation.model import Model as Model
    from hearthside.generation.model import load_model as load_model
    from hearthside.generation.prompt import Example as Example
    from hearthside.generation.prompt import Prompt as Prompt
    from hearthside.generation.sampling import Sampler as Sampler
    from hearthside.generation.sampling import SamplingOptions as SamplingOptions
    from hearthside.generation.sampling import derive_seed as derive_seed
    from hearthside.ports import ChatFormat as ChatFormat
    from hearthside.ports import Engine as Engine
    from hearthside.ports import LoadProgress as LoadProgress
    from hearthside.ports import ModelInfo as ModelInfo
    from hearthside.ports import Shelf as Shelf
    from hearthside.ports import StepResult as StepResult
    from hearthside.wire import Code as Code

__version__ = "0.1.0"

_NAMES: Final = {
    "classify": "Classifier Decision Features Label Labelled Score classify",
    "errors": "EngineError HearthsideError InvalidInput ModelError Stopped StorageError WorkerLost",
    "generation.chat": "Turn render_chat",
    "generation.generate": "Generation Reason StopRules Token generate",
    "generation.model": "Context Model load_model",
    "generation.prompt": "Example Prompt",
    "generation.sampling": "Sampler SamplingOptions derive_seed",
    "ports": "ChatFormat Engine LoadProgress ModelInfo Shelf StepResult",
    "wire": "Code",
}
_HOMES: Final = {name: home for home, names in _NAMES.items() for name in names.split()}
__all__ = sorted(_HOMES)


class _FrontDoor(ModuleType):
    """This module: what it lists is fetched when it is asked for (compare PEP 562)."""

    def __getattr__(self, name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
        setattr(self, name, value)
        return value

    def __setattr__(self, name: str, value: object) -> None:
        # Whoever imports the package `classify` sets it here; the name is the function's.
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *__all__})


sys.modules[__name__].__class__ = _FrontDoor
