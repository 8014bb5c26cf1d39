"""What can happen in the Find room besides what a person does: values only."""

from dataclasses import dataclass, field

from app.rooms.find.state import Answer, Card, FileLine, Intake, Passage, Place, Trade


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
class MakingDone:
    """A new collection was made, or could not be."""


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
    """The page may let go of these files; of all given to this room, where none is named."""

    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeMoved:
    intake: Intake


@dataclass(frozen=True, slots=True)
class EmbeddingMoved:
    """Passages of collection `key` without a vector get one: `done` of `of`; None when that is
    over."""

    key: str
    far: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class TradesMeasured:
    """Of collection `key`; None where nothing could be measured."""

    key: str
    trades: tuple[Trade, ...] | None


@dataclass(frozen=True, slots=True)
class Found:
    """What search `request` found; the passages after the first `strong` are weak. `lost`: the
    engine went away, so it is to be asked again."""

    request: int
    passages: tuple[Passage, ...] = ()
    strong: int = 0
    by_meaning: bool = False
    lost: bool = False


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """The text around a passage of search `request`."""

    request: int
    place: Place


@dataclass(frozen=True, slots=True)
class AnswerMoved:
    """The answer to search `request` has come a step further; None when it was given up."""

    request: int
    answer: Answer | None
