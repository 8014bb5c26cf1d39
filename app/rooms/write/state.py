"""What the Write room is showing: which job is chosen, what is being said, and what was said.

The text itself is not here: it stands in the page's own field. Places in it are those of the text
as it was asked about. Knows nothing of how any of it changes.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal, TypeAlias

from app.state import Part
from hearthside.store import read_as
from hearthside.write import Mark, Tone

Job: TypeAlias = Literal[
    "summarise",
    "answer",
    "extract",
    "reply",
    "rewrite",
    "title",
    "keywords",
    "template",
    "taught",
]
FieldKind: TypeAlias = Literal["text", "number", "date", "time", "yes-no", "texts", "choice"]
# More than these are let go of, the oldest first.
MOST_KEPT: Final = 20
MOST_FIELDS: Final = 12
FIRST_FIELDS: Final = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field to be extracted; `choices` are a choice's."""

    name: str
    kind: FieldKind = "text"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """Who can answer with the model that is loaded: "tasks" (its adapter for everyday jobs), "chat"
    (the model itself), or a person's own adapter by its key. Templates alone are answered by "base"
    too, a model that only continues texts."""

    id: str
    title: str

    @property
    def own(self) -> bool:
        return self.id not in ("tasks", "chat")


@dataclass(frozen=True, slots=True)
class SentPart:
    """A named part of what the model read."""

    name: str
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Sent:
    """All that the model read, of the `budget` tokens that it can; `answer` are kept free for what
    it says. `cut` says what was left out, "" where nothing was."""

    parts: tuple[SentPart, ...]
    budget: int
    answer: int
    cut: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Where something stands in the text: its line (from 1), column (from 0) and length, with some
    of what is before and after it; column and length in UTF-16 units, as the page counts."""

    line: int
    column: int
    length: int
    before: str
    found: str
    after: str


@dataclass(frozen=True, slots=True)
class Said:
    """One answer, or one of several in different tones or by different templates. `edited` is what
    a person made of it, None where nobody did; `note` is to be known of this one alone, and `sent`
    what was read for it where each of several had its own."""

    label: str
    text: str
    marks: tuple[Mark, ...] = ()
    edited: str | None = None
    note: str = ""
    sent: Sent | None = None

    @property
    def shown(self) -> str:
        return self.text if self.edited is None else self.edited


@dataclass(frozen=True, slots=True)
class Value:
    """A field that was extracted: what the JSON has for it, and where that stands in the text.
    `note` says what is to be known of it, as that it stands nowhere."""

    name: str
    json: str
    place: Quote | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one ask. `about` is what it was about, `by` who answered; `places` are what it
    rests on; `notes` are to be known of it; `partial`: it was stopped, or cut short. `why` says how
    it came that this model answered."""

    job: Job
    ask: str
    about: str
    by: str
    said: tuple[Said, ...]
    notes: tuple[str, ...] = ()
    partial: bool = False
    values: tuple[Value, ...] = ()
    places: tuple[Quote, ...] = ()
    sent: Sent | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for now; `labels` are those of the answers that come side by side. `why` says
    how it came that this model answers; `checks` is the id of the one that checks its draft."""

    job: Job
    ask: str
    about: str
    by: str
    labels: tuple[str, ...] = ("",)
    why: str = ""
    checks: str = ""


@dataclass(frozen=True, slots=True)
class WriteState(Part):
    """The whole room. `number` counts what was asked for: what comes of an older ask is dropped.
    `voice` is who shall answer, "" for the first of `voices` (None as long as nobody looked).
    `live` has what was said so far, one text for each of `asked.labels`; `editing` is the (answer,
    said) that a person edits. `count_line` tells how much text there is, `text_tokens` and
    `language` what the choice of a model goes by; `model` is the one wanted for this ask, "" for
    whichever the policy takes, and `trained` says that the site has an adapter for everyday jobs.
    `waiting` is the form of an ask whose model is being loaded; `checking` says that a draft waits
    for the one that checks it."""

    job: Job = "summarise"
    points: tuple[str, ...] = ()
    tones: tuple[Tone, ...] = ("friendly", "formal")
    fields: int = FIRST_FIELDS
    voice: str = ""
    voices: tuple[Voice, ...] | None = None
    opening: str = ""
    notice: str = ""
    count_line: str = ""
    text_tokens: int = 0
    language: str = ""
    model: str = ""
    trained: bool = False
    waiting: Mapping[str, str] | None = None
    checking: bool = False
    number: int = 0
    asked: Asked | None = None
    moved: str = ""
    live: tuple[str, ...] = ()
    sent: Sent | None = None
    answers: tuple[Answer, ...] = ()
    editing: tuple[int, int] | None = None

    @property
    def busy(self) -> bool:
        return self.asked is not None

    @property
    def who(self) -> Voice | None:
        """Who answers; None where nobody can."""
        voices = self.voices or ()
        return next((it for it in voices if it.id == self.voice), next(iter(voices), None))


@dataclass(frozen=True, slots=True)
class _Lasting:
    """What is kept of the room."""

    job: Job
    points: tuple[str, ...]
    tones: tuple[Tone, ...]
    fields: int
    voice: str
    answers: tuple[Answer, ...]
    editing: tuple[int, int] | None


def cut_short(write: WriteState) -> WriteState:
    """What was being said is over, and kept as a part of it where there is any."""
    rest = replace(write, asked=None, live=(), moved="", sent=None, checking=False)
    asked = write.asked
    if asked is None or not any(text.strip() for text in write.live):
        return rest
    said = tuple([Said(*pair) for pair in zip(asked.labels, write.live, strict=True)])
    told = (asked.job, asked.ask, asked.about, asked.by, said)
    return with_answer(rest, Answer(*told, partial=True, sent=write.sent, why=asked.why))


def with_answer(write: WriteState, answer: Answer) -> WriteState:
    """The room with one more answer, the newest first."""
    answers = (answer, *write.answers)[:MOST_KEPT]
    return replace(write, answers=answers, editing=None)


def made_of(write: WriteState) -> tuple[object, ...]:
    """What lasts, by identity."""
    return (
        *(write.job, write.points, write.tones, write.fields, write.voice),
        *(write.answers, write.live, write.asked, write.editing),
    )


def lasting(write: WriteState) -> Any:
    """As plain values; what is being said counts as said so far."""
    kept = cut_short(write)
    names = _Lasting.__dataclass_fields__
    return asdict(_Lasting(**{name: getattr(kept, name) for name in names}))


def revived(kept: Any) -> WriteState:
    """From plain values. Raises on others."""
    it = read_as(_Lasting, kept)
    fields = min(max(it.fields, 1), MOST_FIELDS)
    names = ("job", "points", "tones", "voice", "answers")
    at, one = it.editing or (-1, -1)
    edits = 0 <= at < len(it.answers) and 0 <= one < len(it.answers[at].said)
    return WriteState(
        fields=fields,
        editing=it.editing if edits else None,
        **{name: getattr(it, name) for name in names},
    )
