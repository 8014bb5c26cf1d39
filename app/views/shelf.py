"""The shelf: earlier stories, to open, rename, delete, and carry in and out as one file.

Pure: state in, `Html` out.
"""

from app.state import ShelfEntry, ShelfView, State
from app.views.markup import Html, el
from app.views.parts import button, deeds, notice, text_field
from app.views.trouble import trouble_box


def shelf_screen(state: State) -> Html:
    shelf = state.shelf
    return el(
        "div",
        el("h1", "Your shelf", id="shelf-heading", tabindex=-1),
        el("p", "Every finished scene is kept here at once, on this device only.", class_="lead"),
        trouble_box(state, "shelf"),
        el("div", el("p", shelf.notice) if shelf.notice else None, _undo(shelf), role="status"),
        _entries(shelf),
        _in_and_out(shelf),
        class_="room",
        id="shelf-room",
    )


def _undo(shelf: ShelfView) -> Html | None:
    if shelf.deleted is None:
        return None
    return notice(
        el("p", "Deleted: ", el("bdi", shelf.deleted.title)),
        deeds(button("Put it back", "shelf.undo", "first")),
    )


def _entries(shelf: ShelfView) -> Html:
    if shelf.entries is None:
        return el("p", "Looking through the shelf\u2026", class_="soft")
    if not shelf.entries:
        return el(
            "p",
            "It is empty yet. The first story you have told will stand here.",
            class_="card soft",
        )
    return el(
        "ul",
        [_entry(entry, renaming=entry.id == shelf.renaming) for entry in shelf.entries],
        class_="spines",
    )


def _entry(entry: ShelfEntry, *, renaming: bool) -> Html:
    return el(
        "li",
        _rename_form(entry) if renaming else el("h2", entry.title),
        el("p", _about(entry), class_="small soft"),
        None if renaming else _deeds(entry),
        class_="spine",
        id=f"spine-{entry.id}",
    )


def _about(entry: ShelfEntry) -> str:
    if not entry.readable:
        return "It is damaged, or of another version. Saving all stories keeps it too."
    scenes = "1 scene" if entry.scenes == 1 else f"{entry.scenes} scenes"
    return f"{entry.when} \u00b7 {scenes}{'' if entry.finished else ', not finished'}"


def _deeds(entry: ShelfEntry) -> Html:
    named = el("span", f" {entry.title}", class_="quiet-voice")
    return deeds(
        button(["Open", named], "shelf.open", "light", data_id=entry.id)
        if entry.readable
        else None,
        button(["Rename", named], "shelf.rename", "light", data_id=entry.id)
        if entry.readable
        else None,
        button(["Delete", named], "shelf.delete", "light danger", data_id=entry.id),
    )


def _rename_form(entry: ShelfEntry) -> Html:
    return el(
        "form",
        text_field("title", "New title", value=entry.title, required=True),
        deeds(
            el("button", "Keep this title", type="submit", class_="button first"),
            button("Leave it", "shelf.rename", data_id=""),
        ),
        data_event="shelf.title",
        data_id=entry.id,
        class_="fields",
    )


def _in_and_out(shelf: ShelfView) -> Html:
    return el(
        "section",
        el("h2", "Carry it elsewhere", id="carry-heading"),
        el(
            "p",
            "All stories in one file, to keep safe or to bring to another device. "
            "Bringing a file in adds to the shelf and replaces nothing.",
            class_="small soft",
        ),
        deeds(
            button("Save all stories as a file", "shelf.export", disabled=not shelf.entries),
            el(
                "label",
                "Bring stories in",
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
