"""How the Find room says things: why a passage was found, how far files have come.

The one place where its values become words. Knows nothing of how they are shown.
"""

from typing import Final

from app.rooms.find.state import Answer, Card, Filters, Intake, Passage, Search
from app.ui.words import size_in_words, time_in_words

# Languages as an English page calls them; any other is called by its code.
LANGUAGES: Final = {
    "af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian",
    "bg": "Bulgarian", "bn": "Bengali", "bo": "Tibetan", "bs": "Bosnian", "ca": "Catalan",
    "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "dv": "Divehi", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
    "fi": "Finnish", "fil": "Filipino", "fr": "French", "ga": "Irish", "gl": "Galician",
    "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian, Bosnian or Serbian",
    "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian",
    "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "kn": "Kannada",
    "ko": "Korean", "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian",
    "ml": "Malayalam", "mr": "Marathi", "ms": "Malay", "my": "Burmese", "nb": "Norwegian",
    "ne": "Nepali", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian", "or": "Odia",
    "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian",
    "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "th": "Thai", "tl": "Filipino",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_ANSWER_STAGES: Final = {
    "weighing": "Weighing whether your files answer this\u2026",
    "writing": "Writing the answer\u2026",
    "done": "",
}
KINDS: Final = "Text, Markdown, CSV, web pages, PDF, Word (docx) and mail (eml)."


def language_in_words(code: str) -> str:
    return LANGUAGES.get(code, code)


def count_in_words(count: int, one: str, many: str = "") -> str:
    """`1 file`, `1,204 files`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def card_line(card: Card) -> str:
    """What is in a collection, in one line."""
    if card.broken:
        return "It is damaged, or of another version."
    if card.sealed and not card.open:
        return "Sealed with a passphrase, and locked."
    parts = [
        count_in_words(card.documents, "file"),
        count_in_words(card.passages, "passage"),
        size_in_words(card.size_bytes) if card.size_bytes else "",
        "sealed with a passphrase" if card.sealed else "",
    ]
    return " \u00b7 ".join(part for part in parts if part)


def found_by(passage: Passage) -> str:
    """Why a passage was found."""
    said = ", ".join(f"\u201c{word}\u201d" for word in passage.words)
    if passage.meaning and passage.words:
        return f"Found by its meaning and by its words: {said}"
    if passage.meaning:
        return "Found by its meaning"
    return f"Found by its words: {said}" if said else "Found by its words"


def place_line(passage: Passage) -> str:
    """Where a passage stands in its file, without the file's name."""
    parts = [
        passage.heading,
        f"page {passage.page}" if passage.page else "",
        passage.modified,
        language_in_words(passage.language) if passage.language else "",
    ]
    return " \u00b7 ".join(part for part in parts if part)


def found_line(search: Search) -> str:
    """How much was found and how, for the eye and for those who listen."""
    if search.running:
        return "Searching\u2026"
    how = "by meaning and by words" if search.by_meaning else "by words"
    within = ", within what you narrowed it down to" if search.filters.any else ""
    if not search.passages:
        return f"Nothing was found {how}{within}."
    return f"{count_in_words(len(search.passages), 'passage')} found {how}{within}."


def answer_line(answer: Answer) -> str:
    """What is being done for the answer just now; empty when nothing is."""
    return _ANSWER_STAGES[answer.stage]


def ended_line(answer: Answer) -> str:
    """How an answer ended, for the eye and for those who listen; empty before its end."""
    if answer.outcome == "stopped":
        return "Stopped. What is done is kept."
    if answer.outcome == "no embedder":
        return (
            "An answer needs the embedding model, which weighs what your files say: see the end of "
            "this page. The passages were found by their words."
        )
    return answer.words


def intake_line(intake: Intake) -> str:
    """How far the files have come, with the time that is left."""
    line = f"{intake.done:,} of {count_in_words(intake.of, 'file')}"
    if intake.seconds_left is not None and intake.stage == "reading":
        line += f", {time_in_words(intake.seconds_left)} left"
    return line


def part_line(intake: Intake) -> str:
    """What is being done with the file in hand."""
    if not intake.name:
        return ""
    if not intake.parts:
        return f"Reading {intake.name}"
    part = "page" if intake.pages else "passage"
    return f"{intake.name}: {part} {intake.part:,} of {intake.parts:,}"


def done_line(intake: Intake) -> str:
    """What became of the files, once they are through."""
    told = [
        f"{count_in_words(intake.added, 'file')} added" if intake.added else "",
        f"{intake.replaced:,} replaced, since they had changed" if intake.replaced else "",
        f"{intake.same:,} unchanged" if intake.same else "",
        f"{len(intake.errors):,} could not be read" if intake.errors else "",
        f"{intake.passed:,} of other kinds were skipped" if intake.passed else "",
        f"{intake.left_out:,} were too many for one go" if intake.left_out else "",
    ]
    line = ", ".join(part for part in told if part)
    return f"{line}." if line else "There was no file that this page can read."


def filters_line(filters: Filters) -> str:
    """What a search is narrowed down to."""
    parts = [
        f"in {filters.file}" if filters.file else "",
        f"since {filters.since}" if filters.since else "",
        f"until {filters.until}" if filters.until else "",
        f"in {language_in_words(filters.language)}" if filters.language else "",
    ]
    return ", ".join(part for part in parts if part)
