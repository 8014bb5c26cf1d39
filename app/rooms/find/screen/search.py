"""The one box that a search is typed into, and what narrows it down. Pure: values in, out."""

from typing import Final

from app.rooms.find.screen.words import language_in_words
from app.rooms.find.state import FindState
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, field, select_field, text_field

FORM_ID: Final = "find-form"
BOX_ID: Final = "find-box"
LONGEST_QUERY: Final = 2_000
# A choice among more files than this helps nobody; their names are looked for instead.
LISTED_FILES: Final = 300


def search_form(find: FindState, *, ready: bool, meaning: bool) -> Html:
    """Always on the page, if hidden: what is typed in it belongs to the page. `meaning`: a model is
    awake, so that words need not be those of the files."""
    return el(
        "form",
        _box(meaning=meaning),
        button_row(
            el(
                "button",
                "Find passages",
                type="submit",
                class_="button first big",
                id="find-go",
                disabled=not ready,
            ),
            button("Answer from my files", "find.ask", id="find-ask", disabled=not ready),
        ),
        _filters(find),
        class_="card fields",
        id=FORM_ID,
        data_kept=True,
        data_event="find.go",
        role="search",
        aria_label="Search your files",
        hidden=not find.files,
    )


def _box(*, meaning: bool) -> Html:
    hint = "Words, or a whole question"
    hint += "; it need not be in the language of your files." if meaning else "."
    return el(
        "div",
        el("label", "What are you looking for?", for_=BOX_ID),
        el(
            "input",
            type="search",
            id=BOX_ID,
            name="query",
            dir="auto",
            autocomplete="off",
            maxlength=LONGEST_QUERY,
            placeholder="When may the landlord raise the rent?",
            aria_describedby="hint-find",
        ),
        el(
            "p",
            hint,
            class_="hint",
            id="hint-find",
        ),
        class_="field all",
    )


def _filters(find: FindState) -> Html:
    spoken = sorted((language_in_words(code), code) for code in find.languages)
    return el(
        "details",
        el("summary", "Filters"),
        el(
            "div",
            _file(find),
            select_field(
                "find-language", "Language", [("", "Any"), *((code, name) for name, code in spoken)]
            ),
            _day("find-since", "Changed since"),
            _day("find-until", "Changed until"),
            class_="fields two",
        ),
        class_="more",
        id="find-filters",
    )


def _file(find: FindState) -> Html:
    names = [line.name for line in find.files or ()]
    if len(names) > LISTED_FILES:
        return text_field("find-file", "Part of the file\u2019s name or folder")
    options = [("", "Any"), *[(name, name) for name in names]]
    return select_field("find-file", "File", options)


def _day(name: str, label: str) -> Html:
    return field(name, label, el("input", type="date", id=f"field-{name}", name=name))
