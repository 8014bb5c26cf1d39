"""The Log room: the switch and what it means, what was asked and answered, the file.

Pure: state in, `Html` out.
"""

from typing import Final

from app.rooms.log.state import MAX_WORDS_CHARACTERS, LogState, ShownEntry
from app.state import State
from app.ui.errors import error_box
from app.ui.markup import Html, el
from app.ui.parts import bullet_list, button, button_row, notice, text_field
from app.ui.words import size_in_words

ASKING_ID: Final = "log-asking"
_FIRST_CHARACTERS: Final = 90


def log_screen(state: State) -> Html | None:
    if state.place != "log":
        return None
    log = state.of(LogState)
    return el(
        "div",
        el("h1", "Log", id="log-heading", tabindex=-1),
        el(
            "p",
            "Every prompt and every answer, in a file that is yours. Off until you switch it on.",
            class_="lead",
        ),
        error_box(state, "log"),
        el("div", el("p", log.notice) if log.notice else None, role="status"),
        _trouble(log),
        _switch(log),
        _entries(log),
        _damaged(log),
        _file(log),
        class_="room",
        id="log-room",
    )


def _trouble(log: LogState) -> Html | None:
    if not log.trouble:
        return None
    words = f"{log.trouble} Everything else works as usual."
    return notice(
        el("h2", "The log could not be written"),
        el("p", words),
        button_row(button("Try again", "log.again")),
        kind="alarm",
    )


def _switch(log: LogState) -> Html:
    if log.on is None:
        return el("p", "Reading the log\u2026", class_="soft")
    stands = "The log is on." if log.on else "The log is off: nothing is written down."
    label = "Switch the log off" if log.on else "Switch the log on"
    return el(
        "section",
        el("h2", stands, id="log-switch-heading"),
        bullet_list(
            [
                "Written down: each prompt as the model got it, with what you typed or opened in "
                "it, the answer, the model, its settings and the time. In every room and tab, and "
                "at the Workbench.",
                "Not written down: what is only decided and not written (Sort, Route), what is "
                "asked of a collection with a passphrase, and pictures and sounds themselves.",
                "It lies on this device only, in this browser, not encrypted. Whoever uses this "
                "browser can read it. What you delete elsewhere stays in it.",
                "It takes 16 MB at most: then the oldest part goes.",
            ]
        ),
        button_row(button(label, "log.switch", "" if log.on else "first", id="log-switch")),
        class_="card",
        aria_labelledby="log-switch-heading",
    )


def _entries(log: LogState) -> Html | None:
    if not log.total and not log.words:
        empty = "Nothing is in it yet." if log.on else "Nothing is in it."
        return el("p", empty, class_="soft") if log.on is not None else None
    return el(
        "section",
        el("h2", "Entries", id="log-entries-heading"),
        el(
            "form",
            text_field(
                "log-words",
                "Search prompts and answers",
                type="search",
                maxlength=MAX_WORDS_CHARACTERS,
            ),
            button_row(el("button", "Search", type="submit", class_="button")),
            data_event="log.search",
            class_="fields",
            role="search",
        ),
        el("p", _counted(log), class_="small soft", role="status", id="log-counted"),
        el(
            "ul",
            [_entry(one, at) for at, one in enumerate(log.entries, 1)],
            class_="spines",
            id="log-entries",
        ),
        button_row(button("More", "log.more", "light"))
        if len(log.entries) == log.most and log.most < log.total
        else None,
        class_="card",
        aria_labelledby="log-entries-heading",
    )


def _counted(log: LogState) -> str:
    shown = len(log.entries)
    entries = "1 entry" if log.total == 1 else f"{log.total:,} entries"
    if not log.found_words:
        return f"{entries} in all." if shown == log.total else f"The latest {shown} of {entries}."
    if not shown:
        return f"None of {entries} holds \u201c{log.found_words}\u201d."
    more = "at least " if shown == log.most else ""
    holds = "holds" if shown == 1 and not more else "hold"
    return f"Of {entries}, {more}{shown} {holds} \u201c{log.found_words}\u201d."


def _entry(one: ShownEntry, at: int) -> Html:
    said = " ".join(one.answer.split())[:_FIRST_CHARACTERS] or "no answer"
    where = " \u00b7 ".join(filter(None, (one.when, one.name)))
    return el(
        "li",
        el(
            "details",
            el(
                "summary",
                el(
                    "span",
                    el("span", where, class_="small soft log-when"),
                    el("bdi", said),
                    # Small models say the same more than once.
                    el("span", f", entry {at}", class_="quiet-voice"),
                ),
            ),
            el("h3", "Prompt"),
            el("p", one.prompt, class_="log-text", dir="auto"),
            el("h3", "Answer"),
            el("p", one.answer or "None.", class_="log-text", dir="auto"),
            el("p", f"{one.model} \u00b7 {one.about}", class_="small soft"),
            class_="more",
            id=f"log-entry-{one.id}",
        ),
        class_="spine",
    )


def _damaged(log: LogState) -> Html | None:
    if not log.damaged:
        return None
    few = len(log.damaged) == 1
    told = "1 part of the log" if few else f"{len(log.damaged)} parts of the log"
    return el(
        "section",
        el("h2", "Set aside", id="log-damaged-heading"),
        el(
            "p",
            f"{told} cannot be read and {'was' if few else 'were'} put aside, unchanged. "
            "New entries go to a new part; all other entries are here.",
            class_="small soft",
        ),
        el("ul", [_part(key, at) for at, key in enumerate(log.damaged, 1)], class_="spines"),
        class_="card",
        aria_labelledby="log-damaged-heading",
    )


def _part(key: str, at: int) -> Html:
    named = el("span", f" damaged part {at}", class_="quiet-voice")
    return el(
        "li",
        el("h3", f"Damaged part {at}"),
        button_row(
            button(["Save as a file", named], "log.damaged.save", "light", data_key=key),
            button(["Delete", named], "log.damaged.delete", "light danger", data_key=key),
        ),
        class_="spine",
    )


def _file(log: LogState) -> Html | None:
    if not log.total and not log.damaged:
        return None
    return el(
        "section",
        el("h2", "The file", id="log-file-heading"),
        el(
            "p",
            f"{size_in_words(log.size_bytes)} of SQLite, with the tables of simonw/llm: open the "
            "saved file with Datasette, with any SQLite tool, or with ",
            el("code", "llm logs list -d FILE"),
            ".",
            class_="small soft",
        ),
        _asked()
        if log.asking
        else button_row(
            button(
                "Saving\u2026" if log.exporting else "Save the log as a file",
                "log.export",
                disabled=log.exporting or not log.total,
            ),
            button("Delete the log", "log.delete", "light danger"),
        ),
        class_="card",
        aria_labelledby="log-file-heading",
    )


def _asked() -> Html:
    return notice(
        el("p", "Delete all of the log? This cannot be undone. The switch stays as it is."),
        button_row(
            button("Delete for good", "log.delete.do", "danger"), button("Cancel", "log.keep")
        ),
        kind="alarm",
        id=ASKING_ID,
        tabindex=-1,
    )
