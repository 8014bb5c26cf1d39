"""Labelled controls with ids of their own. Pure: values in, `Html` out."""

from app.ui.markup import Attribute, Html, Node, el


def asked(id_: str, label: str, control: Html, hint: Node = None, wrong: str = "") -> Html:
    """A labelled control with the id `id_`."""
    return el(
        "div",
        el("label", label, for_=id_),
        control,
        el("p", hint, class_="hint", id=f"{id_}-hint") if hint else None,
        el("p", wrong, class_="wrong", id=f"{id_}-wrong") if wrong else None,
        class_="field",
    )


def chooser(
    id_: str, name: str, options: list[tuple[str, str]], chosen: str, **attributes: Attribute
) -> Html:
    """A choice among (value, words) pairs."""
    shown = [el("option", words, value=value, selected=value == chosen) for value, words in options]
    return el("select", shown, id=id_, name=name, **attributes)
