"""The policy in hand: which one, what it does, its text to change, and what is wrong with that.

Pure: values in, `Html` out. What stands in the text belongs to the page: it is put there by order,
so no screen carries it.
"""

from app.rooms.route.screen.words import LEADS_TO, percent
from app.rooms.route.state import Fault, Looked, PolicyCard, PolicyView, RouteLine, Summary
from app.ui.markup import Html, Node, el
from app.ui.parts import button, button_row, field, notice, text_field

POLICY_ID = "route-policy"
_HINT = (
    "Routes are listed from the most careful to the least. Lines that begin with # are notes. "
    "Changing a sample makes a copy of your own; the sample itself is not changed."
)


def policy_card(
    policy: PolicyView, samples: tuple[PolicyCard, ...], deciding: Html | None = None
) -> Html:
    """Everything about the policy but its warning. `deciding` asks which model carries it out."""
    return el(
        "section",
        el("h2", "The policy", id="policy-heading", tabindex=-1),
        _choice(policy, samples),
        _removed(policy),
        _rename(policy) if policy.renaming else None,
        deciding,
        _about(policy.summary) if policy.summary else None,
        _editor(policy),
        class_="card",
        id="policy-card",
        aria_labelledby="policy-heading",
    )


def warning_line(policy: PolicyView) -> Html | None:
    """The policy's own warning. It stays in sight while the room is scrolled."""
    if policy.summary is None or not policy.summary.warning:
        return None
    return el(
        "p",
        el("strong", "Please note: "),
        el("span", policy.summary.warning),
        class_="policy-warning",
        id="route-warning",
    )


def _choice(policy: PolicyView, samples: tuple[PolicyCard, ...]) -> Html:
    control = el(
        "select",
        _group("Samples", samples, policy.card.key),
        _group("Your own", policy.own, policy.card.key) if policy.own else None,
        id="field-policy",
        name="policy",
        data_event="route.choose",
    )
    return el(
        "div",
        field("policy", "Policy", control),
        el(
            "div",
            button("Rename", "route.rename", "light"),
            button("Delete", "route.delete", "light danger"),
            class_="button-row",
        )
        if policy.card.own and not policy.renaming
        else None,
        class_="policy-choice",
    )


def _group(label: str, cards: tuple[PolicyCard, ...], chosen: str) -> Html:
    options = [
        el("option", card.name, value=card.key, selected=card.key == chosen) for card in cards
    ]
    return el("optgroup", options, label=label)


def _removed(policy: PolicyView) -> Html | None:
    if policy.removed is None:
        return None
    did = "Put back as the sample is: " if policy.removed.reset else "Deleted: "
    undo = "Undo reset" if policy.removed.reset else "Undo delete"
    return notice(
        el("p", did, el("bdi", policy.removed.card.name)),
        button_row(button(undo, "route.undo", "first")),
        role="status",
    )


def _rename(policy: PolicyView) -> Html:
    return el(
        "form",
        text_field("policy-name", "New name", value=policy.card.name, required=True),
        button_row(
            el("button", "Save name", type="submit", class_="button first"),
            button("Cancel", "route.rename", data_leave="yes"),
        ),
        data_event="route.name",
        class_="fields",
    )


def _about(summary: Summary) -> Html:
    counted = ", ".join(
        _count(number, word)
        for number, word in (
            (len(summary.routes), "route"),
            (summary.rules, "rule"),
            (summary.examples, "example"),
        )
    )
    return el(
        "details",
        el("summary", f"What it does: {counted}"),
        el("ol", [_route(route, summary.doubt) for route in summary.routes], class_="route-list"),
        class_="more",
        id="policy-about",
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _route(route: RouteLine, doubt: str) -> Html:
    needs = "" if route.needs is None else f", from a score of {percent(route.needs)}"
    last = ". What is in doubt goes here" if route.name == doubt else ""
    return el(
        "li",
        el("strong", el("bdi", route.name)),
        el("span", f" {LEADS_TO[route.action]}{needs}{last}.", class_="small soft"),
        el("p", route.description, class_="small") if route.description else None,
    )


def _editor(policy: PolicyView) -> Html:
    fault = policy.fault
    return el(
        "details",
        el("summary", "Edit the policy"),
        _thresholds(policy),
        _search(policy.looked),
        el(
            "form",
            el(
                "div",
                el("label", "The policy\u2019s text (TOML)", for_=POLICY_ID),
                _state(policy),
                el(
                    "textarea",
                    id=POLICY_ID,
                    name="policy-text",
                    rows=18,
                    dir="ltr",
                    spellcheck="false",
                    autocomplete="off",
                    autocapitalize="off",
                    wrap="off",
                    aria_describedby="policy-state hint-route-policy",
                    aria_invalid="true" if fault else None,
                ),
                el("p", _HINT, class_="hint", id="hint-route-policy"),
                class_="field",
            ),
            id="policy-form",
            data_kept=True,
            data_typed="route.policy.typed",
        ),
        _in_and_out(policy),
        class_="more",
        id="policy-edit",
    )


def _thresholds(policy: PolicyView) -> Html | None:
    """A field for each route's threshold. What is set is written into the text below."""
    if policy.summary is None:
        return None
    routes = [route for route in policy.summary.routes if route.needs is not None]
    return el(
        "fieldset",
        el("legend", "How sure the model must be, in %"),
        el("div", [_threshold(place, it) for place, it in enumerate(routes)], class_="filters"),
        el("p", "A change is written into the text below.", class_="hint"),
        id="thresholds",
        disabled=policy.fault is not None,
    )


def _threshold(place: int, route: RouteLine) -> Html:
    control = el(
        "input",
        type="number",
        id=f"field-threshold-{place}",
        name=f"threshold-{place}",
        value=f"{100 * (route.needs or 0):g}",
        min=0,
        max=100,
        step="any",
        data_event="route.threshold",
        data_place=place,
    )
    return field(f"threshold-{place}", route.name, control)


def _search(looked: Looked | None) -> Html:
    told = ""
    if looked is not None:
        told = f"Line {looked.line}: {looked.place} of {looked.of}." if looked.of else "Not found."
    return el(
        "form",
        el(
            "div",
            el("label", "Search in the text", for_="policy-search"),
            el("input", type="search", id="policy-search", name="policy-search"),
            class_="field",
        ),
        button_row(
            el("button", "Find next", type="submit", class_="button"),
            el("span", told, class_="small soft", id="policy-found"),
        ),
        id="policy-search-form",
        data_event="route.policy.search",
        role="search",
        class_="fields",
    )


def _state(policy: PolicyView) -> Html:
    """Beside the text: sound, or what is wrong and where."""
    fault = policy.fault
    if fault is None and policy.summary is None:
        inside: Node = el("p", "Reading the policy\u2026", class_="soft")
    else:
        inside = _fault(fault) if fault else el("p", "The policy is valid.", class_="sound")
    return el("div", inside, role="status", class_="policy-state", id="policy-state")


def _fault(fault: Fault) -> list[Html]:
    shown = [
        el("p", fault.message, class_="wrong"),
        el(
            "p",
            "Nothing is routed until this is corrected. Your text is kept.",
            class_="small soft",
        ),
    ]
    if fault.line:
        go = button(f"Go to line {fault.line}", "route.line", "light", data_line=fault.line)
        shown.append(button_row(go))
    return shown


def _in_and_out(policy: PolicyView) -> Html:
    own_sample = policy.card.own and policy.card.sample
    return button_row(
        button("Save as a file", "route.policy.save"),
        el(
            "label",
            "Open a file",
            el(
                "input",
                type="file",
                name="policy-file",
                accept=".toml,text/plain,application/toml",
                data_event="route.policy.open",
                class_="quiet-voice",
            ),
            class_="button",
        ),
        button("Reset to the sample", "route.reset", "light") if own_sample else None,
    )
