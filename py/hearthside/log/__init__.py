"""A log one owns: every prompt and answer in a SQLite file that Datasette and `llm logs` open."""

from hearthside.log.entry import Entry
from hearthside.log.log import COLLECTION, Found, Log
from hearthside.log.occasion import Occasion, current_occasion, occasion

__all__ = ["COLLECTION", "Entry", "Found", "Log", "Occasion", "current_occasion", "occasion"]
