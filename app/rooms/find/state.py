"""What the Find room shows, as frozen values of plain words and numbers.

Typed text is not here but in the page's fields; a passphrase is nowhere in it, and passages are
never given to the page to keep, since they may come from a sealed collection. Knows nothing of how
any of it changes.
"""

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Literal, TypeAlias

from app.state import Part
from hearthside.store import read_as

# What is being done with files: nothing; read one after another; held up by the person; waiting
# for an engine that was lost; held up because the storage is full; done.
IntakeStage: TypeAlias = Literal["", "reading", "paused", "waiting", "full", "done"]
AnswerStage: TypeAlias = Literal["weighing", "writing", "done"]
Outcome: TypeAlias = Literal[
    "", "answered", "not in your files", "no model", "no embedder", "stopped"
]
# What is asked about a collection before it is done.
Asking: TypeAlias = Literal["", "new", "rename", "delete"]

DEFAULT_DIMENSIONS: Final = 256


@dataclass(frozen=True, slots=True)
class Card:
    """A collection one can choose. Of a sealed one that is locked only the name is known.

    `model` is the id of the embedding model that made its vectors, "" while it has none;
    `unread` passages have no vector yet. `broken`: it cannot be read any more.
    """

    key: str
    name: str
    sealed: bool = False
    open: bool = True
    documents: int = 0
    passages: int = 0
    size_bytes: int = 0
    model: str = ""
    dimensions: int = DEFAULT_DIMENSIONS
    unread: int = 0
    broken: bool = False


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of the collection in hand; `name` is its path below the folder that was given.
    `modified` is a day in words, "" where it is unknown; `damaged`: it has to be given again."""

    name: str
    passages: int
    size_bytes: int
    modified: str = ""
    language: str = ""
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class FileError:
    """A file that could not be taken in, and why, for people. `id` is the page's, where it may be
    tried again; `password`: it needs one."""

    name: str
    reason: str
    id: str = ""
    password: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """How far the files that were given have come. `of` files in all, `done` of them dealt with;
    `name` is being read, `part` of `parts` of its passages (or of its `pages`) are done. `passed`
    files of a folder are of kinds that are not read; `gone` are files of the collection that the
    folder just given has no longer; `left_out` were too many for one go."""

    stage: IntakeStage = ""
    of: int = 0
    done: int = 0
    name: str = ""
    part: int = 0
    parts: int = 0
    pages: bool = False
    added: int = 0
    replaced: int = 0
    same: int = 0
    passed: int = 0
    left_out: int = 0
    seconds_left: float | None = None
    errors: tuple[FileError, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def busy(self) -> bool:
        return self.stage in ("reading", "waiting")


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a file that was found. `marks` are (start, end) of what to mark in `text`; `words`
    of the question that stand in it; `meaning` whether it is near in meaning."""

    number: int
    name: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    heading: str = ""
    page: int | None = None
    modified: str = ""
    language: str = ""
    meaning: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A passage where it stands: the text of its file before and after it. `more` says whether
    there is still more (before, after)."""

    number: int
    before: str = ""
    after: str = ""
    more: tuple[bool, bool] = (False, False)
    reach: int = 1


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search; empty fields do not. Days as YYYY-MM-DD, both included."""

    file: str = ""
    since: str = ""
    until: str = ""
    language: str = ""

    @property
    def any(self) -> bool:
        return bool(self.file or self.since or self.until or self.language)


@dataclass(frozen=True, slots=True)
class Search:
    """The last search. `request` is its number: what answers another one is of no use any more.
    `by_meaning`: the vectors were asked too, not the words alone. `asked`: a question, to be
    answered and not only looked for. The passages after the first `strong` are weak. `current` is
    the passage that the keys are at, 0 for none; `again`: it is to be made anew as soon as that
    can be."""

    query: str
    filters: Filters = field(default_factory=Filters)
    asked: bool = False
    request: int = 0
    running: bool = True
    by_meaning: bool = False
    passages: tuple[Passage, ...] = ()
    strong: int = 0
    place: Place | None = None
    current: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True)
class Cite:
    """Where a sentence comes from: a passage by its number, and the characters of it."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the answer as it stands; `marks` are (start, end) of the short answer in it."""

    text: str
    cites: tuple[Cite, ...] = ()
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer on its way, or at its end. `words` say for people how it ended."""

    stage: AnswerStage = "weighing"
    sentences: tuple[Sentence, ...] = ()
    outcome: Outcome = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Trade:
    """What a length of vectors costs and keeps, measured on the collection in hand: the share of
    the ten nearest that stays (its 95 % interval beside it), bytes, and time of a search."""

    dimensions: int
    share: float
    low: float
    high: float
    size_bytes: int
    search_ms: float


@dataclass(frozen=True, slots=True)
class FindState(Part):
    """All of the room. `key` is the collection in hand, "" where there is none; `files` is None
    while it is not open. `other_model` is the id of the model that made its vectors, where it is
    not the one that is here. `wrong` is what is wrong with the form in sight. `making`: a new
    collection is being made. `embedding`:
    passages without a vector get one, so many done of so many. `trades` is None while nothing
    was measured. `requests` is how many searches were made so far."""

    cards: tuple[Card, ...] | None = None
    key: str = ""
    files: tuple[FileLine, ...] | None = None
    languages: tuple[str, ...] = ()
    asking: Asking = ""
    other_model: str = ""
    wrong: str = ""
    making: bool = False
    intake: Intake = field(default_factory=Intake)
    embedding: tuple[int, int] | None = None
    measuring: bool = False
    trades: tuple[Trade, ...] | None = None
    search: Search | None = None
    answer: Answer | None = None
    requests: int = 0

    @property
    def card(self) -> Card | None:
        """The collection in hand."""
        return next((card for card in self.cards or () if card.key == self.key), None)

    @property
    def busy(self) -> bool:
        return self.answer is not None and self.answer.stage != "done"


def made_of(find: FindState) -> tuple[object, ...]:
    """What `lasting` is made of."""
    return (find.key, find.search)


def lasting(find: FindState) -> dict[str, Any]:
    """What the page holds for a new mind: which collection was in hand and what was looked for in
    it. What was found is found again: it may come from a sealed collection."""
    search = find.search
    return {
        "key": find.key,
        "query": search.query if search else "",
        "filters": asdict(search.filters) if search else asdict(Filters()),
        "asked": search.asked if search else False,
    }


def revived(kept: Any) -> FindState:
    """The room as a new mind finds it. Raises what a wrong `kept` raises."""
    asked = {name: kept[name] for name in ("query", "filters", "asked")}
    search = replace(read_as(Search, asked), running=False, again=True)
    key = read_as(str, kept["key"])
    return FindState(key=key, search=search if search.query else None)
