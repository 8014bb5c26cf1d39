"""What is kept on the device and read again: every value is checked, no document hides another."""

from hearthside.store.dates import day_in_words, day_of
from hearthside.store.documents import Documents, SetAside, checked
from hearthside.store.plain import MAX_TIME_MS, read_as, time_ms

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
