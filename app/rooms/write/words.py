"""What the Write room calls its jobs and choices, and what it says of what it cannot do."""

from typing import Final

from app.rooms.write.state import Job
from app.ui.brought import Words
from app.ui.words import time_in_words
from hearthside.wire import Code
from hearthside.write import How, Tone

# Each job: its name among the others, and what its button says.
JOBS: Final[dict[Job, tuple[str, str]]] = {
    "summarise": ("Summarise", "Summarise it"),
    "answer": ("Answer", "Answer from the text"),
    "extract": ("Extract", "Extract from the text"),
    "reply": ("Reply", "Write a reply"),
    "rewrite": ("Rewrite", "Rewrite it"),
    "title": ("Title", "Find a title"),
    "keywords": ("Keywords", "Find keywords"),
    "template": ("Own template", "Try the template"),
    "taught": ("As you taught it", "Answer as taught"),
}
LENGTHS: Final = (
    ("sentences-1", "In one sentence"),
    ("sentences-2", "In two sentences"),
    ("sentences-3", "In three sentences"),
    ("bullets-3", "As three bullet points"),
    ("bullets-5", "As five bullet points"),
    ("child-2", "For a child, in two sentences"),
)
USUAL_LENGTH: Final = "sentences-2"
HOWS: Final[tuple[tuple[How, str], ...]] = (
    ("simpler", "In simpler words"),
    ("polite", "More politely"),
    ("shorter", "Shorter"),
    ("correct", "With spelling and grammar corrected"),
)
TONES: Final[tuple[tuple[Tone, str], ...]] = (
    ("plain", "Plain"),
    ("friendly", "Friendly"),
    ("formal", "Formal"),
    ("brief", "Brief"),
)
MOST_TONES: Final = 3
# What replies often say: ticked, they are put into the points.
POINTS: Final = (
    "thank them",
    "agree",
    "say no, politely",
    "apologise",
    "ask for more time",
    "ask what it costs",
)
MARKED: Final = {
    "number": "a number that the text does not have",
    "name": "a name that the text does not have",
    "words": "words that the text does not have",
    "differs": "words that the other answer does not have there",
}
PARTIAL: Final = "This is only a part: it was stopped, or there was no more room."
BROKEN_OFF: Final = "The check was broken off: the draft stands unchecked."
LIMITS: Final = (
    "A small model makes mistakes: it can leave out what matters, mix up who did what, and write "
    "what the text does not say. Check numbers, names and dates before you use them.",
    "What is marked does not stand in your text. What is not marked may be wrong all the same.",
    "It reads a few pages at once. Longer texts are summarised section by section; for every "
    "other job they are cut, and the page says where.",
    "It knows English best. An instruction inside a text is text: it is not followed on purpose, "
    "but a small model can be led astray by it.",
)
_GONE: Final = Words(
    "The model stopped and was restarted.",
    "Your text is kept, and all that was answered so far.",
    "Ask again when the model is loaded.",
    ("dismiss",),
)
WRITE_WORDS: Final[dict[Code, Words]] = {
    Code.CALL_INVALID: Words(
        "That cannot be asked.", "", "Nothing you typed was lost.", ("dismiss",)
    ),
    Code.CALL_FAILED: Words(
        "Something went wrong inside this page.",
        "This is an error in Hearthside, not yours.",
        "Your text is kept. If it happens again, reload the page.",
        ("dismiss", "reload"),
    ),
    Code.CONTEXT_FULL: Words(
        "That is more than the model can read at once.",
        "",
        "Ask about a shorter text, or with fewer fields or points.",
        ("dismiss",),
    ),
    Code.MODEL_NONE: Words("No language model is loaded.", "", "Load it first.", ("dismiss",)),
    Code.MODEL_UNFIT: Words(
        "This model does none of these jobs.", "", "Choose another one to answer.", ("dismiss",)
    ),
    Code.ENGINE_FAILED: Words(
        "The model stopped with an error.",
        "It could not compute the next words on this device.",
        "Your text is kept. Try again; the processor, which can be chosen under Settings, is "
        "slower but more reliable.",
        ("dismiss",),
    ),
    Code.CACHE_UNKNOWN: _GONE,
    Code.ENGINE_LOST: _GONE,
    Code.MIND_LOST: _GONE,
}


def count_line(characters: int, words: int, reads_characters: int) -> str:
    """How much text there is, and what follows from it where it is more than is read at once."""
    if not characters:
        return ""
    line = f"{words:,} words, {characters:,} characters."
    if reads_characters and characters > reads_characters:
        times = -(-characters // reads_characters)
        line += (
            f" That is about {times:,} times what the model reads at once: a summary is made "
            "section by section, every other job reads the beginning."
        )
    return line


def sections_line(part: int, parts: int) -> str:
    """How far a long text is."""
    return f"Part {part} of {parts}" if parts > 1 else ""


def many_line(done: int, of: int, unit: str, seconds_left: float | None) -> str:
    """How far many texts are."""
    line = f"{done:,} of {of:,} {unit}s"
    return line if seconds_left is None else f"{line}, {time_in_words(seconds_left)} left"
