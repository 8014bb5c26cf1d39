"""The doors to the outside world: what the mind asks of engines and of stores.

Values and protocols only; adapters/{fake,browser,native} implement what stands here.
"""

from hearthside.ports.adapters import ARRAYS, MODULES, AdapterForm, Stacked
from hearthside.ports.engines import (
    MOST_PROPOSED,
    Embedded,
    EmbeddingEngine,
    Engine,
    Matrices,
    MediaEngine,
    Ranked,
    StepResult,
)
from hearthside.ports.media import (
    AudioFormat,
    Encoded,
    ImageFormat,
    MediaFormat,
    Placed,
)
from hearthside.ports.models import (
    AnswerabilityModel,
    ChatFormat,
    Device,
    EmbedderInfo,
    LoadProgress,
    ModelInfo,
    ThinkingFormat,
)
from hearthside.ports.site import SiteFiles
from hearthside.ports.stores import EncryptedStore, Shelf
from hearthside.ports.trainers import (
    Loss,
    StepRates,
    Trainer,
    TrainerInfo,
    TrainerState,
    TrainingText,
)

__all__ = [
    "ARRAYS",
    "MODULES",
    "MOST_PROPOSED",
    "AdapterForm",
    "AnswerabilityModel",
    "AudioFormat",
    "ChatFormat",
    "Device",
    "Embedded",
    "EmbedderInfo",
    "EmbeddingEngine",
    "Encoded",
    "EncryptedStore",
    "Engine",
    "ImageFormat",
    "LoadProgress",
    "Loss",
    "Matrices",
    "MediaEngine",
    "MediaFormat",
    "ModelInfo",
    "Placed",
    "Ranked",
    "Shelf",
    "SiteFiles",
    "Stacked",
    "StepRates",
    "StepResult",
    "ThinkingFormat",
    "Trainer",
    "TrainerInfo",
    "TrainerState",
    "TrainingText",
]
