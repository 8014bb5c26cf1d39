"""What is asked, which models there are, what the device is; and what a model cannot do, in words.

Values and pure functions. Knows nothing of which one is to be preferred.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Job: TypeAlias = Literal[
    "extract", "keywords", "title", "summarise", "answer", "reply", "rewrite", "ask"
]
"""What rooms ask a model for; "ask" is anything that has to be thought about."""
Work: TypeAlias = Literal["constrained", "text", "open"]
"""How much a job leaves open: words of the text or a few of its own; an answer that a text bears;
anything."""

_WORK: Final[dict[Job, Work]] = {
    "extract": "constrained",
    "keywords": "constrained",
    "title": "constrained",
    "summarise": "text",
    "answer": "text",
    "reply": "text",
    "rewrite": "text",
    "ask": "open",
}
# A rewriting that is longer is as open as an essay: a small model loses its thread in it.
LONG_REWRITE_TOKENS: Final = 400
# Of what a model reads at once, so much may be the text: the rest is for the ask and the answer.
TEXT_SHARE: Final = 0.8
# Of UTF-8: English has four letters a token, and scripts of more bytes a letter fewer letters.
_BYTES_A_TOKEN: Final = 4


@dataclass(frozen=True, slots=True)
class Ask:
    """A job on a text of `text_tokens` tokens in `language` ("" where nobody could tell)."""

    job: Job
    text_tokens: int = 0
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model of the site. `tier`: the quick ones are small and trained for fixed jobs, the large
    ones follow instructions. `english_only`: it knows other languages' words by their letters at
    best. `jobs`: it does everyday jobs, by its training or by an adapter; `chats`: it was taught to
    answer anything. `stage`: in memory, on the device, or to be downloaded first.

    `memory_bytes` and `token_ms` are those on the processor, 0 where unknown.
    """

    id: str
    title: str
    tier: Literal["quick", "large"]
    stage: Literal["loaded", "kept", "offered"] = "kept"
    context_tokens: int = 0
    english_only: bool = False
    jobs: bool = True
    chats: bool = False
    needs_card: bool = False
    memory_bytes: int = 0
    token_ms: float = 0.0

    def has_room(self, ask: Ask) -> bool:
        """Whether it reads the text at once."""
        reads = self.context_tokens * TEXT_SHARE
        return not self.context_tokens or ask.text_tokens <= reads

    def knows(self, ask: Ask) -> bool:
        """Whether it holds the words of the text's language; a guess of no language is trusted to
        any."""
        return not self.english_only or ask.language in ("", "en")


@dataclass(frozen=True, slots=True)
class Device:
    """What it computes with: a graphics card, or the processor; `memory_bytes` as it tells, 0 where
    it does not."""

    has_card: bool = False
    memory_bytes: int = 0


def work_of(ask: Ask) -> Work:
    """How open the work is."""
    if ask.job == "rewrite" and ask.text_tokens > LONG_REWRITE_TOKENS:
        return "open"
    return _WORK[ask.job]


def tokens_of(text: str) -> int:
    """About how many tokens a text has, without any model."""
    return -(-len(text.encode("utf-8", "replace")) // _BYTES_A_TOKEN)


def cannot(candidate: Candidate, ask: Ask, device: Device) -> str:
    """Why a model cannot do that here, as the end of a sentence that begins with its name; "" where
    it can. What it does badly is no reason."""
    if work_of(ask) == "open" and ask.job != "rewrite" and not candidate.chats:
        return "was not taught to answer open questions"
    if not (candidate.jobs or candidate.chats):
        return "was trained for none of these jobs"
    if candidate.needs_card and not device.has_card:
        return "needs a graphics card, and there is none here"
    short = 0 < device.memory_bytes < candidate.memory_bytes and not device.has_card
    return "takes more memory than this device has" if short else ""
