"""Sorts kept earlier: to open, or to delete after being asked again. Pure."""

from app.rooms.sort.state import SortState
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, notice
from hearthside.sort.kept import JobTag


def earlier_sorts(sort: SortState) -> Html | None:
    """The list; None where nothing is kept."""
    if not sort.jobs:
        return None
    return el(
        "section",
        el("h2", "Earlier sorts", id="sort-jobs-heading"),
        el("ul", [_job(tag, asking=tag.key == sort.asking) for tag in sort.jobs], class_="spines"),
        class_="room",
        id="sort-jobs",
        aria_labelledby="sort-jobs-heading",
    )


def _job(tag: JobTag, *, asking: bool) -> Html:
    name = tag.name or "A pasted table"
    named = el("span", f" {name}", class_="quiet-voice")
    return el(
        "li",
        el("h3", el("bdi", name)),
        el("p", _about(tag), class_="small soft"),
        ask_delete(tag.key, name)
        if asking
        else button_row(
            button(["Open", named], "sort.open", "light", data_id=tag.key),
            button(["Delete", named], "sort.delete", "light danger", data_id=tag.key),
        ),
        class_="spine",
        id=f"sort-job-{tag.key}",
    )


def _about(tag: JobTag) -> str:
    read = "all read" if tag.read >= tag.rows else f"{tag.read:,} read"
    checked = f" \u00b7 {tag.reviewed:,} checked by you" if tag.reviewed else ""
    return f"{tag.when} \u00b7 {tag.rows:,} rows, {read}{checked}"


def ask_delete(key: str, name: str) -> Html:
    """The second question before a table is gone for good."""
    return notice(
        el(
            "p",
            "Delete ",
            el("bdi", name),
            " and all your answers? This cannot be undone.",
        ),
        button_row(
            button("Delete sort", "sort.delete.do", "danger", data_id=key),
            button("Cancel", "sort.delete.leave"),
        ),
        kind="alarm",
        id="sort-asking",
        tabindex=-1,
    )
