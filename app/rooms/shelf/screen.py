"""The shelf: earlier stories, to open, rename, delete, and carry in and out as one file.

Pure: state in, `Html` out.
"""

from collections.abc import Sequence

from app.rooms.shelf.state import ShelfEntry, ShelfState
from app.state import State
from app.ui.errors import aside_list, error_box
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, notice, text_field
from hearthside.story.shelf import COLLECTION


def shelf_screen(state: State) -> Html | None:
    if state.place != "shelf":
        return None
    shelf = state.of(ShelfState)
    return el(
        "div",
        el("h1", "Your shelf", id="shelf-heading", tabindex=-1),
        el(
            "p",
            "Your stories. Each finished scene is saved at once, on this device only.",
            class_="lead",
        ),
        error_box(state, "shelf"),
        el("div", el("p", shelf.notice) if shelf.notice else None, _undo(shelf), role="status"),
        _entries(shelf),
        aside_list(state, COLLECTION),
        _in_and_out(shelf),
        class_="room",
        id="shelf-room",
    )


def _undo(shelf: ShelfState) -> Html | None:
    if shelf.deleted is None:
        return None
    return notice(
        el("p", "Deleted: ", el("bdi", shelf.deleted.title)),
        button_row(button("Undo delete", "shelf.undo", "first")),
    )


def _entries(shelf: ShelfState) -> Html:
    if shelf.entries is None:
        return el("p", "Loading the shelf\u2026", class_="soft")
    if not shelf.entries:
        return el(
            "p",
            "The shelf is empty. Your first story will be kept here.",
            class_="card soft",
        )
    entries = [
        _entry(entry, _called(entry, shelf.entries[:at]), renaming=entry.id == shelf.renaming)
        for at, entry in enumerate(shelf.entries)
    ]
    return el("ul", entries, class_="spines")


def _called(entry: ShelfEntry, above: Sequence[ShelfEntry]) -> str:
    """Its title; with its place among those of one title, which an import or a person may make."""
    same = sum(other.title == entry.title for other in above)
    return f"{entry.title}, number {same + 1} of that title" if same else entry.title


def _entry(entry: ShelfEntry, called: str, *, renaming: bool) -> Html:
    return el(
        "li",
        _rename_form(entry) if renaming else el("h2", entry.title),
        el("p", _about(entry), class_="small soft"),
        None if renaming else _buttons(entry, called),
        class_="spine",
        id=f"spine-{entry.id}",
    )


def _about(entry: ShelfEntry) -> str:
    scenes = "1 scene" if entry.scenes == 1 else f"{entry.scenes} scenes"
    branch = f"A branch of \u201c{entry.branch_of}\u201d \u00b7 " if entry.branch_of else ""
    return f"{branch}{entry.when} \u00b7 {scenes}{'' if entry.finished else ', not finished'}"


def _buttons(entry: ShelfEntry, called: str) -> Html:
    named = el("span", f" {called}", class_="quiet-voice")
    return button_row(
        button(["Open", named], "shelf.open", "light", data_id=entry.id),
        button(["Rename", named], "shelf.rename", "light", data_id=entry.id),
        button(["Delete", named], "shelf.delete", "light danger", data_id=entry.id),
    )


def _rename_form(entry: ShelfEntry) -> Html:
    return el(
        "form",
        text_field("title", "New title", value=entry.title, required=True),
        button_row(
            el("button", "Save title", type="submit", class_="button first"),
            button("Cancel", "shelf.rename", data_id=""),
        ),
        data_event="shelf.title",
        data_id=entry.id,
        class_="fields",
    )


def _in_and_out(shelf: ShelfState) -> Html:
    return el(
        "section",
        el("h2", "Export and import", id="carry-heading"),
        el(
            "p",
            "All stories in one file, as a backup or for another device. "
            "Importing adds to the shelf and replaces nothing.",
            class_="small soft",
        ),
        button_row(
            button("Export all stories", "shelf.export", disabled=not shelf.entries),
            el(
                "label",
                "Import stories",
                el(
                    "input",
                    type="file",
                    name="file",
                    accept="application/json,.json",
                    data_event="shelf.import",
                    class_="quiet-voice",
                ),
                class_="button",
            ),
        ),
        class_="card",
        aria_labelledby="carry-heading",
    )
