"""Files on their way into a collection, and those that are in it. Pure: values in, `Html` out."""

from typing import Final

from app.rooms.find.screen.words import KINDS, count_in_words, done_line, intake_line, part_line
from app.rooms.find.screen.words import language_in_words as spoken
from app.rooms.find.state import FileError, FileLine, FindState, Intake
from app.ui.markup import Html, Node, el
from app.ui.parts import button, button_row, notice, text_field
from app.ui.words import size_in_words

INTAKE_ID: Final = "find-intake"
_ACCEPT: Final = (
    ".txt,.text,.md,.markdown,.csv,.tsv,.html,.htm,.pdf,.docx,.eml,.emlx,.mht,.mhtml,"
    "text/*,application/pdf,message/rfc822"
)
# More files than this are counted but not listed: one looks for a file by searching.
SHOWN_FILES: Final = 200
SHOWN_TROUBLES: Final = 100


def drop_zone(find: FindState, *, awake: bool, first: bool) -> Html:
    """Where files come in. `first`: nothing is here yet, so it is the first thing to do."""
    ready = awake and not find.intake.busy
    return el(
        "div",
        el("p", el("strong", "Drop files or a folder here"), ", or", class_="drop-words"),
        button_row(
            _field("Choose files", "find-files", ready=ready, kind="first" if first else ""),
            _field("Choose a folder", "find-folder", ready=ready, folder=True),
            button("Try it with sample files", "find.samples", "light", disabled=not ready)
            if first and not find.cards
            else None,
        ),
        el(
            "p",
            f"{KINDS} They are read here, on your device; nothing is sent anywhere.",
            class_="hint",
        ),
        class_="drop-zone",
        data_drop=True,
        id="find-drop",
    )


def _field(label: str, id_: str, *, ready: bool, kind: str = "", folder: bool = False) -> Html:
    return el(
        "label",
        label,
        el(
            "input",
            type="file",
            id=id_,
            name=id_,
            multiple=True,
            webkitdirectory=folder,
            accept=None if folder else _ACCEPT,
            data_files=True,
            data_event="find.files",
            class_="quiet-voice",
            disabled=not ready,
        ),
        class_=f"button {kind}".strip(),
    )


def intake_view(find: FindState) -> Html | None:
    """How far the files have come, and what became of them; None where nothing was given."""
    intake = find.intake
    if not intake.stage:
        return None
    if intake.stage == "done" and not intake.errors and not intake.gone:
        return _all_well(intake)
    return el(
        "section",
        el("h2", _heading(intake), id="intake-heading", tabindex=-1),
        _bar(intake) if intake.stage != "done" else None,
        el("p", done_line(intake), id="intake-done", role="status")
        if intake.stage == "done"
        else None,
        _held(intake),
        _troubles(intake),
        _gone(intake),
        _intake_deeds(intake),
        class_="card",
        id=INTAKE_ID,
        aria_labelledby="intake-heading",
        aria_busy="true" if intake.busy else None,
    )


def _all_well(intake: Intake) -> Html:
    return el(
        "section",
        el("h2", "Your files", class_="quiet-voice", id="intake-heading", tabindex=-1),
        el("p", done_line(intake), id="intake-done", role="status"),
        button("Close", "find.drop", "light"),
        class_="notice intake-well",
        id=INTAKE_ID,
        aria_labelledby="intake-heading",
    )


def _heading(intake: Intake) -> str:
    return {
        "reading": "Adding your files",
        "paused": "Paused",
        "waiting": "Waiting for the model to restart",
        "full": "Storage full",
    }.get(intake.stage, "Your files")


def _bar(intake: Intake) -> list[Node]:
    # A file's own passages move the bar too: one long file would seem to stand still.
    part = intake.part / intake.parts if intake.parts else 0
    return [
        el(
            "progress",
            id="intake-bar",
            max=max(1, intake.of) * 1000,
            value=round((intake.done + part) * 1000),
            aria_labelledby="intake-heading",
        ),
        el("p", intake_line(intake), id="intake-line", class_="small"),
        el("p", part_line(intake), id="intake-part", class_="small soft", dir="auto"),
    ]


def _held(intake: Intake) -> Html | None:
    words = {
        "paused": "What was added is kept and can be searched. If this tab is closed, add the same "
        "files again: those that are in are skipped.",
        "waiting": "The model was restarted; it continues by itself.",
        "full": "The files that were added whole are kept and can be searched. Free some space, "
        "then continue: it begins with the file that did not fit.",
    }.get(intake.stage)
    return el("p", words, class_="small soft") if words else None


def _intake_deeds(intake: Intake) -> Html | None:
    match intake.stage:
        case "reading" | "waiting":
            return button_row(button("Pause", "find.pause", data_escape=True, id="find-pause"))
        case "paused" | "full":
            return button_row(
                button("Continue", "find.resume", "first", id="find-resume"),
                button("Skip the other files", "find.drop", "light"),
            )
    return button_row(button("Close", "find.drop", "light"))


def _troubles(intake: Intake) -> Html | None:
    if not intake.errors:
        return None
    shown = intake.errors[:SHOWN_TROUBLES]
    rest = len(intake.errors) - len(shown)
    return el(
        "details",
        el("summary", f"{count_in_words(len(intake.errors), 'file')} could not be read"),
        el(
            "ul",
            [_trouble(it, busy=intake.busy) for it in shown],
            class_="plain-list",
        ),
        el("p", f"And {rest:,} more.", class_="small soft") if rest else None,
        class_="more",
        id="intake-errors",
        open=True,
    )


def _trouble(it: FileError, *, busy: bool) -> Html:
    return el(
        "li",
        el("strong", el("bdi", it.name)),
        el("p", it.reason, class_="small"),
        _try_again(it, busy=busy) if it.id else None,
    )


def _try_again(it: FileError, *, busy: bool) -> Html:
    """Where the page still has the file; with its password, if it needs one."""
    named = el("span", f" {it.name}", class_="quiet-voice")
    if not it.password:
        again = button(["Try again", named], "find.again", "light", data_file=it.id, disabled=busy)
        return button_row(again)
    return el(
        "form",
        text_field(
            f"password-{it.id}",
            "Password",
            type="password",
            autocomplete="off",
            dir=None,
        ),
        el("button", ["Try again", named], type="submit", class_="button", disabled=busy),
        class_="error-form",
        data_event="find.again",
        data_file=it.id,
        autocomplete="off",
    )


def _gone(intake: Intake) -> Html | None:
    """Files of the collection that the folder has no longer: never removed unasked."""
    if not intake.gone or intake.stage != "done":
        return None
    count = count_in_words(len(intake.gone), "file")
    return notice(
        el("p", f"{count} of this collection are not in that folder any more:"),
        el(
            "ul",
            [el("li", el("bdi", name)) for name in intake.gone[:10]],
            class_="plain-list small",
        ),
        el("p", f"And {len(intake.gone) - 10:,} more.", class_="small soft")
        if len(intake.gone) > 10
        else None,
        button_row(
            button(f"Remove {count} from the collection", "find.remove.gone"),
            button("Keep them", "find.keep.gone", "light"),
        ),
    )


def file_list(find: FindState) -> Html | None:
    """The files of the collection in hand, each with a way out of it."""
    if not find.files:
        return None
    shown = find.files[:SHOWN_FILES]
    return el(
        "details",
        el("summary", f"The files in it ({len(find.files):,})"),
        el("ul", [_file(line, busy=find.intake.busy) for line in shown], class_="file-lines"),
        el("p", f"The first {SHOWN_FILES} of {len(find.files):,} are listed.", class_="small soft")
        if len(find.files) > len(shown)
        else None,
        class_="more",
        id="find-list",
    )


def _file(line: FileLine, *, busy: bool) -> Html:
    facts = [
        count_in_words(line.passages, "passage"),
        size_in_words(line.size_bytes),
        line.modified,
        spoken(line.language) if line.language else "",
    ]
    if line.damaged:
        facts = ["It is damaged here: give the file again, or remove it."]
    return el(
        "li",
        el(
            "span",
            el("bdi", line.name),
            el("span", " \u00b7 ".join(it for it in facts if it), class_="small soft"),
            class_="file-name",
        ),
        button(
            ["Remove", el("span", f" {line.name}", class_="quiet-voice")],
            "find.remove",
            "light",
            data_file=line.name,
            disabled=busy,
        ),
    )
