"""What must stay true of the page's rooms: none knows another, and no state knows a screen.

Reads files only. Knows nothing of what the code does.
"""

import re

from tests.source import imports, none_of, own

# What the Room contract has still to part: a line goes with its import.
DEBTS = {
    "app/rooms/shelf/handlers.py": "story",
    "app/rooms/sort/samples.py": "route",
    "app/rooms/story/actions.py": "shelf",
}


def rooms_known(name: str) -> set[str]:
    found = (re.match(r"app\.rooms\.(\w+)", module) for module in imports(name))
    return {room[1] for room in found if room} - {name.split("/")[2]}


def test_no_room_imports_a_room() -> None:
    files = own(".py", under=("app/rooms/",))
    knowing = {name: rooms_known(name) for name in files if name != "app/rooms/__init__.py"}
    assert {name: known for name, known in knowing.items() if known} == {
        name: {room} for name, room in DEBTS.items()
    }


def test_no_state_imports_a_screen() -> None:
    states = [name for name in own(".py", under=("app/",)) if name.endswith("/state.py")]
    assert len(states) > 3, "states are found"
    none_of([
        f"{name} must not import {module}"
        for name in states
        for module in sorted(imports(name))
        if ".screen" in module or module.startswith("app.ui")
    ])  # fmt: skip
