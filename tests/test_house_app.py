"""What must stay true of the page's rooms: none knows another, the shell knows none, and no state
knows a screen.

Reads files only. Knows nothing of what the code does.
"""

import re

from tests.source import imports, none_of, own

ROOMS = "app/rooms/"


def rooms_known(name: str) -> set[str]:
    """The rooms that a file of the app imports, other than the one that it is in."""
    found = (re.match(r"app\.rooms\.(\w+)", module) for module in imports(name))
    here = name.removeprefix(ROOMS).split("/")[0] if name.startswith(ROOMS) else ""
    return {room[1] for room in found if room} - {here}


def test_only_a_room_knows_a_room_and_only_itself() -> None:
    files = own(".py", under=("app/",))
    assert rooms_known(f"{ROOMS}sort/handlers/work.py") == set(), "its own state is its own"
    assert "app.rooms.sort.state" in imports(f"{ROOMS}sort/handlers/work.py"), "imports are seen"
    none_of([f"{name} must not import the room {room}" for name in files
             for room in sorted(rooms_known(name))])  # fmt: skip


def test_no_state_imports_a_screen() -> None:
    states = [name for name in own(".py", under=("app/",)) if name.endswith("/state.py")]
    assert len(states) > 3, "states are found"
    none_of([
        f"{name} must not import {module}"
        for name in states
        for module in sorted(imports(name))
        if ".screen" in module or module.startswith("app.ui")
    ])  # fmt: skip
