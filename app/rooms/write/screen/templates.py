"""An own template in its named parts, what it is kept as, and what it is compared with. Pure.

Its fields are always on the page: what is typed in them is the page's.
"""

from app.rooms.write.handlers.templates import MOST_FILE_BYTES
from app.rooms.write.templating import (
    EXAMPLES_FIELD,
    LEAD,
    NAME,
    PROMPT,
    REST,
    SYSTEM,
    TemplateState,
)
from app.state import State
from app.ui.markup import Html, el
from app.ui.parts import bullet_list, button, button_row, select_field, text_field
from hearthside.write.templates.shelf import MOST_NAME_CHARACTERS


def template_part(state: State) -> Html:
    templates = state.of(TemplateState)
    return el(
        "div",
        el(
            "p",
            "A prompt of your own, in its parts. ",
            el("code", "$input"),
            " stands for your text; any other ",
            el("code", "$name"),
            " is a slot, filled from the defaults.",
            class_="small soft",
        ),
        _open(state, templates),
        text_field(NAME, "Name of the template", maxlength=MOST_NAME_CHARACTERS),
        text_field(SYSTEM, "Instruction", rows=2, hint="Who the model is, and what it does."),
        text_field(
            EXAMPLES_FIELD,
            "Examples",
            rows=4,
            hint="They stand where the prompt says $examples, or before it. Small models learn "
            "more from three examples than from any instruction.",
        ),
        text_field(PROMPT, "Prompt", rows=4, placeholder="Letter: $input\nTone:"),
        text_field(LEAD, "Where the answer begins", hint="Empty, or words that it goes on from."),
        _rest(),
        bullet_list(templates.notes) if templates.notes else None,
        _compare(templates),
        button_row(
            button("Keep this version", "write.template.keep"),
            button("Export as YAML", "write.template.export", "light"),
            button("Delete the template", "write.template.drop", "light danger")
            if templates.opened
            else None,
        ),
        class_="options",
    )


def _open(state: State, templates: TemplateState) -> Html:
    kept = [("", "A new one"), *[(it.key, it.name) for it in templates.kept]]
    control = el(
        "input",
        type="file",
        name="write-template-file",
        id="write-template-file",
        accept=".yaml,.yml,application/yaml,text/plain",
        data_bytes=MOST_FILE_BYTES,
        data_event="write.template.file",
        class_="quiet-voice",
        disabled=not state.awake,
    )
    return el(
        "div",
        select_field(
            "write-template-open",
            "Which template?",
            kept,
            chosen=templates.opened,
            data_event="write.template.open",
        )
        if templates.kept
        else None,
        button_row(
            el("label", "Import YAML", control, class_="button light"),
            button("Begin with an example", "write.template.sample", "light"),
        ),
        class_="options",
    )


def _rest() -> Html:
    return el(
        "details",
        el("summary", "Slots, options and a schema, as YAML"),
        text_field(
            REST,
            "Everything else",
            rows=6,
            hint="The keys of llm: defaults, options (temperature, top_k, top_p, min_p, "
            "repetition_penalty, seed, max_tokens), model, schema_object.",
            placeholder="defaults:\n  voice: a clerk\noptions:\n  temperature: 0.4",
        ),
        class_="more",
    )


def _compare(templates: TemplateState) -> Html | None:
    if not templates.choices:
        return None
    return select_field(
        "write-template-other",
        "Compare with",
        [("", "Nothing: try this version alone"), *templates.choices],
        chosen=templates.other,
        hint="Both answer about the same text, beside each other; where they differ is marked.",
        data_event="write.template.other",
    )
