"""Invitations (iCalendar) into text: what, where, when, who. Source: RFC 5545.

Knows nothing of repeated events and of how time zones reckon: a time is given as it is written.
"""

import re
from typing import Final

from hearthside.documents.document import Section

_FOLD: Final = re.compile(r"\n[ \t]")
_LINE: Final = re.compile(
    r"(?P<name>[A-Za-z-]+)(?P<more>(?:;[^:\"]*(?:\"[^\"]*\")?)*):(?P<value>.*)"
)
_TIME: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_ZONE: Final = re.compile(r";TZID=\"?([^;:\"]+)", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"\\([\\;,nN])")
_TOLD: Final = {
    "SUMMARY": "Event",
    "DTSTART": "Begins",
    "DTEND": "Ends",
    "DUE": "Due",
    "LOCATION": "Place",
    "ORGANIZER": "Organizer",
    "ATTENDEE": "Attendee",
    "STATUS": "Status",
    "DESCRIPTION": "Description",
}


def read_calendar(text: str) -> list[Section]:
    """A section for each event or task."""
    found: list[Section] = []
    lines: list[str] = []
    inside = ""
    for line in _FOLD.sub("", text).split("\n"):
        match = _LINE.fullmatch(line.strip())
        name, value = (match["name"].upper(), match["value"]) if match else ("", "")
        if name == "BEGIN" and value.upper() in ("VEVENT", "VTODO"):
            inside, lines = value.upper(), []
        elif name == "END" and value.upper() == inside:
            found += [Section("\n".join(lines))] if lines else []
            inside = ""
        elif match and inside and name in _TOLD and value:
            lines.append(f"{_TOLD[name]}: {_shown(name, match['more'], value)}")
    return found


def _shown(name: str, more: str, value: str) -> str:
    when = _TIME.fullmatch(value)
    if name.startswith("D") and when:
        year, month, day, hour, minute, universal = when.groups()
        zone = _ZONE.search(more)
        told = " UTC" if universal else f" ({zone[1]})" if zone else ""
        return f"{year}-{month}-{day}" + (f" {hour}:{minute}{told}" if hour else "")
    if name in ("ORGANIZER", "ATTENDEE"):
        called = re.search(r";CN=(?:\"([^\"]+)\"|([^;:]+))", more, re.IGNORECASE)
        address = re.sub("^mailto:", "", value, flags=re.IGNORECASE)
        return f"{called[1] or called[2]} <{address}>" if called else address
    return _ESCAPED.sub(lambda it: "\n" if it[1] in "nN" else it[1], value)
