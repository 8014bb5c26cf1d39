"""What can be done in the Teach room: values that handlers ask for and actions carry out."""

from dataclasses import dataclass

from app.effects import Effect
from app.rooms.teach.state import Answers, Lesson
from hearthside.finetune import Checked


class TeachEffect(Effect):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class LookAround(TeachEffect):
    """The adapters on this device; and, where `lesson`, the examples in hand and what is unfinished
    of their training."""

    lesson: bool = False


@dataclass(frozen=True, slots=True)
class TakeExamples(TeachEffect):
    """Read and check what was pasted or, where there is `content`, a file."""

    run: int
    pasted: str = ""
    name: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Measure(TeachEffect):
    """Let the model look at what was checked: lengths, and letters that it does not know."""

    checked: Checked


@dataclass(frozen=True, slots=True)
class DropLesson(TeachEffect):
    """Forget the examples in hand, and what is unfinished of their training."""


@dataclass(frozen=True, slots=True)
class Train(TeachEffect):
    """Train, in place of the language model; `resume`: go on with what was kept, if it fits."""

    run: int
    lesson: Lesson
    resume: bool = False


@dataclass(frozen=True, slots=True)
class StopTraining(TeachEffect):
    pass


@dataclass(frozen=True, slots=True)
class AnswerBoth(TeachEffect):
    """Answer with the adapter under `key` and without it."""

    run: int
    key: str
    asked: tuple[Answers, ...]


@dataclass(frozen=True, slots=True)
class StopAnswers(TeachEffect):
    pass


@dataclass(frozen=True, slots=True)
class ExportAdapter(TeachEffect):
    key: str


@dataclass(frozen=True, slots=True)
class ImportAdapter(TeachEffect):
    content: bytes


@dataclass(frozen=True, slots=True)
class DeleteAdapter(TeachEffect):
    key: str
