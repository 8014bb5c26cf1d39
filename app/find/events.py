"""What can happen in the Find room besides what a person does: values only."""

from dataclasses import dataclass, field
from typing import TypeAlias

from app.find.state import Answer, Card, FileLine, Intake, Passage, Place, Trade


@dataclass(frozen=True, slots=True)
class CollectionsListed:
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class CollectionOpened:
    """A collection is in hand, or what is in it has changed. `other_model`: the id of the model
    that made its vectors, where it is not the one that is here."""

    card: Card
    files: tuple[FileLine, ...]
    languages: tuple[str, ...] = ()
    other_model: str = ""


@dataclass(frozen=True, slots=True)
class CollectionLocked:
    """A sealed collection needs its passphrase; `wrong`: what was given is not it."""

    key: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class CollectionGone:
    key: str


@dataclass(frozen=True, slots=True)
class FileWanted:
    """The page is to read one of the files that it holds."""

    id: str
    most_bytes: int
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FilesDone:
    """The page may let go of these files; of all of them, where none is named."""

    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeMoved:
    intake: Intake


@dataclass(frozen=True, slots=True)
class EmbeddingMoved:
    """Passages without a vector get one: `done` of `of`; None when that is over."""

    far: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class TradesMeasured:
    """None where nothing could be measured."""

    trades: tuple[Trade, ...] | None


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that were found. `lost`: the engine went away, so it is to be asked again."""

    query: str
    passages: tuple[Passage, ...] = ()
    by_meaning: bool = False
    lost: bool = False


@dataclass(frozen=True, slots=True)
class PlaceRead:
    place: Place


@dataclass(frozen=True, slots=True)
class AnswerMoved:
    """The answer has come a step further; None when it was given up."""

    answer: Answer | None


FindEvent: TypeAlias = (
    CollectionsListed | CollectionOpened | CollectionLocked | CollectionGone | FileWanted
    | FilesDone | IntakeMoved | EmbeddingMoved | TradesMeasured | Found | PlaceRead | AnswerMoved
)  # fmt: skip
