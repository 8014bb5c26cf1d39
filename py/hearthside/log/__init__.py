"""A log one owns: every prompt and answer in a SQLite file that Datasette and `llm logs` open."""

from hearthside.log.entry import Entry, entry_text, read_entry
from hearthside.log.files import COLLECTION
from hearthside.log.log import COMING, Found, Log
from hearthside.log.occasion import Occasion, current_occasion, occasion

__all__ = [
    "COLLECTION",
    "COMING",
    "Entry",
    "Found",
    "Log",
    "Occasion",
    "current_occasion",
    "entry_text",
    "occasion",
    "read_entry",
]
