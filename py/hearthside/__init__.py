"""Hearthside: private AI that runs where its user is. The front door; everything else is behind it.

    model = await load_model(engine, "gemma-3-270m-en")
    async for token in generate(model, "Once upon a time"):
        print(token.text, end="")

Knows nothing of where it runs: engines and shelves are handed in (see `hearthside.adapters`).
"""

from hearthside.classify import (
    Classifier,
    Decision,
    Label,
    Labelled,
    Reading,
    Score,
    classify,
)
from hearthside.errors import (
    EngineError,
    HearthsideError,
    InvalidInput,
    ModelError,
    Stopped,
    StorageError,
    WorkerLost,
)
from hearthside.generation.generate import Generation, Reason, StopRules, Token, generate
from hearthside.generation.model import Context, Model, load_model
from hearthside.generation.prompt import Example, Turn, few_shot, gemma_chat
from hearthside.generation.sampling import Sampler, SamplingOptions, derive_seed
from hearthside.ports import Engine, LoadProgress, ModelInfo, Shelf, StepResult
from hearthside.wire import Code

__version__ = "0.1.0"

__all__ = [
    "Classifier",
    "Code",
    "Context",
    "Decision",
    "Engine",
    "EngineError",
    "Example",
    "Generation",
    "HearthsideError",
    "InvalidInput",
    "Label",
    "Labelled",
    "LoadProgress",
    "Model",
    "ModelError",
    "ModelInfo",
    "Reading",
    "Reason",
    "Sampler",
    "SamplingOptions",
    "Score",
    "Shelf",
    "StepResult",
    "StopRules",
    "Stopped",
    "StorageError",
    "Token",
    "Turn",
    "WorkerLost",
    "classify",
    "derive_seed",
    "few_shot",
    "gemma_chat",
    "generate",
    "load_model",
]
