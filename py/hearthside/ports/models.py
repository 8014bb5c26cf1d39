"""What is true of a model that is loaded, and how its loading goes: values. Knows no engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hearthside.ports.adapters import AdapterForm
from hearthside.ports.media import MediaFormat

Device = Literal["webgpu", "wasm", "cpu", "fake"]


@dataclass(frozen=True, slots=True)
class ChatFormat:
    """How a model was taught to read turns: `start`, a role and a line break, what was said, `end`.

    `user` and `model` are what it calls the two sides; `system` what it calls instructions, ""
    where these stand before the first user's text. `start` and `end` are control tokens, spelled.
    """

    start: str
    end: str
    user: str = "user"
    model: str = "model"
    system: str = ""


@dataclass(frozen=True, slots=True)
class ThinkingFormat:
    """How a model thinks before it answers: `start`, `name` and a line break, thoughts, `end`.

    `ask`, in the system's turn, asks for it. All but the name are control tokens, spelled. `empty`:
    where thinking is off the model was taught to read an empty thought before its answer, as the
    larger Gemma 4 models were; E2B and E4B were not.
    """

    ask: str
    start: str
    end: str
    name: str
    empty: bool = False


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What is loaded. `hash` names the exact weights, `form` the way they are computed.

    `chat` is None for a pretrained model, which only continues a text. `adapters` says what an
    adapter of it has to be, None where it takes none; `media` how it takes pictures and sounds,
    None where it neither sees nor hears; `thinking` how it thinks, None where it does not.
    `batch_invariant`: a token's numbers are the same bits alone and beside others in one step.
    """

    id: str
    title: str
    device: Device
    device_reason: str
    form: str
    hash: str
    vocab_size: int
    context_tokens: int
    bos_id: int
    eos_ids: tuple[int, ...]
    chat: ChatFormat | None = None
    vocabulary: Literal["full", "slice"] = "full"
    threads: int = 1
    adapters: AdapterForm | None = None
    media: MediaFormat | None = None
    thinking: ThinkingFormat | None = None
    batch_invariant: bool = False


@dataclass(frozen=True, slots=True)
class AnswerabilityModel:
    """A logistic regression: whether sentences of so many cosines answer a question.

    Its `weights` are for two features: the best cosine, and how far it is above the others' mean
    (see `find.evidence`). From a probability of `at` on an answer stands, of `across` on for a
    question in another language than the text's; None where that is `at`.
    """

    bias: float
    weights: tuple[float, float]
    at: float
    across: float | None = None


@dataclass(frozen=True, slots=True)
class EmbedderInfo:
    """An embedding model that is loaded. `hash` names the exact weights: vectors of two never mix.

    `dimensions` numbers a vector; its first `truncations` of them are vectors too (Matryoshka).
    `prompts` are what texts of a task begin with, by task; `{title}` in them stands for a title.
    `answerability` is what was fitted to its cosines, None where nobody has.
    """

    id: str
    title: str
    device: Device
    device_reason: str
    form: str
    hash: str
    dimensions: int
    truncations: tuple[int, ...]
    context_tokens: int
    prompts: Mapping[str, str] = field(hash=False)
    answerability: AnswerabilityModel | None = None
    threads: int = 1


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """One report while a model loads. `phase` in order; bytes only while downloading."""

    phase: Literal["download", "load", "selftest"]
    loaded_bytes: int = 0
    total_bytes: int = 0
