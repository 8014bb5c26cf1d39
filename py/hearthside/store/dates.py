"""Days of the calendar from milliseconds since 1970, as files and documents give them.

Such a number may be of no day that there is: a file's date is whatever its disk says.
"""

import datetime

from hearthside.store.plain import MAX_TIME_MS


def day_of(at_ms: int) -> datetime.date | None:
    """The day here, on this device; None where it is unknown or out of every calendar."""
    if not 0 < at_ms < MAX_TIME_MS:
        return None
    return datetime.datetime.fromtimestamp(at_ms / 1000).date()


def day_in_words(at_ms: int, today: datetime.date | None = None) -> str:
    """`3 May 2026`, "" where it is unknown; beside `today`: `Today`, `Yesterday`, `3 May`."""
    day = day_of(at_ms)
    if day is None:
        return ""
    if today is not None and (days := (today - day).days) in (0, 1):
        return "Yesterday" if days else "Today"
    year = "" if today is not None and day.year == today.year else f" {day.year}"
    return f"{day.day} {day:%B}{year}"
