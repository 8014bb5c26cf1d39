"""The small pieces that every screen is put together from: buttons, fields, notices.

Pure: values in, `Html` out. Knows nothing of state or of any screen.
"""

from collections.abc import Sequence
from typing import Final

from app.ui.markup import Attribute, Html, Node, el

# Every key that does something, by the part of the page it works in: how it is written, and what it
# does. Escape and Tab aside, each is a `data_key` of a button (page/typing.js presses it).
KEYS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "Everywhere": (
        ("Esc", "presses Stop or Pause, unless you are typing, choosing or in a dialog"),
    ),
    "Sort, while reviewing": (
        ("1 to 9", "give the row that label"),
        ("0", "confirms the label"),
        ("n", "says that no label fits"),
        ("\u2191 \u2193", "go to the previous and the next row"),
    ),
    "Find, in the passages": (
        ("\u2191 \u2193", "go to the previous and the next passage"),
        ("o", "shows the passage in its context"),
        ("c", "copies the passage"),
    ),
    "Write and Talk, while a suggestion is shown": (
        ("Tab", "takes all of it; Shift Tab leaves the field"),
        ("Ctrl \u2192", "takes a word of it"),
        ("Esc", "puts it away; any other key goes on without it"),
    ),
    "Talk": (
        ("Enter", "sends the question"),
        ("Shift Enter", "begins a new line"),
    ),
    "Workbench": (
        ("Ctrl Enter", "runs the cell"),
        ("Tab", "indents; Esc, then Tab, leaves the cell"),
    ),
}


def keys_line(part: str) -> Html:
    """What the keys of `part` do, in a line beside it."""
    keys = KEYS[part]
    told: list[Node] = [
        [el("kbd", key), f" {does}{'.' if number == len(keys) else '; '}"]
        for number, (key, does) in enumerate(keys, start=1)
    ]
    return el("p", "Keys: ", told, class_="small soft keys-hint")


def button(label: Node, event: str, kind: str = "", **attributes: Attribute) -> Html:
    """A button that sends the page's event `event`; `data_*` attributes travel with it."""
    return el(
        "button",
        label,
        type="button",
        class_=f"button {kind}".strip(),
        data_event=event,
        **attributes,
    )


def link(label: Node, href: str, **attributes: Attribute) -> Html:
    return el("a", label, href=href, **attributes)


def button_row(*nodes: Node) -> Html:
    return el("div", *nodes, class_="button-row")


def notice(*nodes: Node, kind: str = "", **attributes: Attribute) -> Html:
    return el("section", *nodes, class_=f"notice {kind}".strip(), **attributes)


def field(
    name: str,
    label: str,
    control: Html,
    *,
    hint: str = "",
    wrong: str = "",
    wide: bool = False,
) -> Html:
    """A labelled control. Its id is `field-<name>`, so `control` must carry that id."""
    return el(
        "div",
        el("label", label, for_=f"field-{name}"),
        control,
        el("p", hint, class_="hint", id=f"hint-{name}") if hint else None,
        el("p", wrong, class_="wrong", id=f"wrong-{name}") if wrong else None,
        class_="field all" if wide else "field",
    )


def described(name: str, hint: str, wrong: str) -> str | None:
    """The ids that explain a control, for `aria-describedby`."""
    ids = [f"wrong-{name}" if wrong else "", f"hint-{name}" if hint else ""]
    return " ".join(id_ for id_ in ids if id_) or None


def text_field(
    name: str,
    label: str,
    *,
    value: str = "",
    hint: str = "",
    wrong: str = "",
    wide: bool = False,
    rows: int = 0,
    **attributes: Attribute,
) -> Html:
    """One line of text, or `rows` lines of it."""
    shared: dict[str, Attribute] = {
        "id": f"field-{name}",
        "name": name,
        "dir": "auto",
        "aria_describedby": described(name, hint, wrong),
        "aria_invalid": "true" if wrong else None,
        "autocomplete": "off",
        **attributes,
    }
    control = (
        el("textarea", value, rows=rows, **shared)
        if rows
        else el("input", value=value, **{"type": "text", **shared})
    )
    return field(name, label, control, hint=hint, wrong=wrong, wide=wide)


def select_field(
    name: str,
    label: str,
    options: Sequence[tuple[str, str]],
    *,
    chosen: str = "",
    hint: str = "",
    wrong: str = "",
    **attributes: Attribute,
) -> Html:
    """A choice among (value, words) pairs."""
    control = el(
        "select",
        [el("option", words, value=value, selected=value == chosen) for value, words in options],
        id=f"field-{name}",
        name=name,
        aria_describedby=described(name, hint, wrong),
        aria_invalid="true" if wrong else None,
        **attributes,
    )
    return field(name, label, control, hint=hint, wrong=wrong)


def choice(
    group: str, value: str, title: str, explanation: Node, *, checked: bool, event: str
) -> Html:
    """One radio button of a group, with a sentence about it."""
    return el(
        "label",
        el("input", type="radio", name=group, value=value, checked=checked, data_event=event),
        el("span", el("strong", title), el("span", explanation)),
        class_="choice",
    )


def facts(pairs: Sequence[tuple[str, Node]]) -> Html:
    """A list of names and what they stand for."""
    return el("dl", [[el("dt", name), el("dd", value)] for name, value in pairs], class_="facts")


def bullet_list(items: Sequence[Node]) -> Html:
    return el("ul", [el("li", item) for item in items], class_="plain-list")
