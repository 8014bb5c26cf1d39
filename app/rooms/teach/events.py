"""How the work of the Teach room goes: values only. `run` is the request that it belongs to."""

from dataclasses import dataclass

from app.rooms.teach.state import Answers, Lesson, Taught
from app.state import Fetch
from hearthside.finetune import Checked, Evaluated, Started, Stepped
from hearthside.lora import AdapterCard, Point


@dataclass(frozen=True, slots=True)
class ExamplesRead:
    """`given` examples came, `notes` say what was noticed in their file."""

    run: int
    given: int
    checked: Checked
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """What a model found beside, of the examples `of`."""

    of: Checked
    checked: Checked


@dataclass(frozen=True, slots=True)
class LessonFound:
    """The lesson that was in hand before a reload; training had come to step `unfinished` along
    `curve`, None where it had not begun."""

    lesson: Lesson
    unfinished: int | None
    curve: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class AdaptersListed:
    adapters: tuple[tuple[str, AdapterCard], ...]


@dataclass(frozen=True, slots=True)
class TrainerMoved:
    """The trainer is being made ready; `fetch` None: it is ready, and the examples are compared."""

    run: int
    fetch: Fetch | None


@dataclass(frozen=True, slots=True)
class TrainingBegan:
    run: int
    started: Started


@dataclass(frozen=True, slots=True)
class TrainingStepped:
    run: int
    stepped: Stepped


@dataclass(frozen=True, slots=True)
class TrainingLooked:
    run: int
    evaluated: Evaluated


@dataclass(frozen=True, slots=True)
class TrainingEnded:
    """`taught` is what came of it, None where it was stopped or failed: then what was kept is
    `unfinished`."""

    run: int
    taught: Taught | None
    unfinished: int | None = None


@dataclass(frozen=True, slots=True)
class AnswersMoved:
    """Answers as far as they are; `done`: these are all."""

    run: int
    answers: tuple[Answers, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class AdapterWritten:
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class AdapterBrought:
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class AdapterGone:
    key: str
