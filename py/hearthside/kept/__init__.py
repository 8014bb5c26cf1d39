"""What is kept on the device and read again: every value is checked, no document hides another."""

from hearthside.kept.dates import day_in_words, day_of
from hearthside.kept.documents import Documents, SetAside, checked
from hearthside.kept.plain import MAX_TIME_MS, read_as, time_ms

__all__ = [
    "MAX_TIME_MS",
    "Documents",
    "SetAside",
    "checked",
    "day_in_words",
    "day_of",
    "read_as",
    "time_ms",
]
