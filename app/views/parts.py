"""The small pieces that every screen is put together from: buttons, fields, notices.

Pure: values in, `Html` out. Knows nothing of state or of any screen.
"""

from collections.abc import Sequence

from app.views.markup import Attribute, Html, Node, el


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


def deeds(*nodes: Node) -> Html:
    return el("div", *nodes, class_="deeds")


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
