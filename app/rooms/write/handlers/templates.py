"""Own templates: opened, imported, kept, exported, deleted, and chosen to be compared with."""

from dataclasses import replace
from typing import Any, Final

from app.effects import ToPage
from app.events import PageEvent
from app.handling import Change, announce, clear_messages, failing, focus, no_effects, on, on_page
from app.rooms.write.effects import DropTemplate, KeepTemplate
from app.rooms.write.events import TemplatesFound
from app.rooms.write.handlers.text import filled
from app.rooms.write.samples import TEMPLATE, TEMPLATE_NAME
from app.rooms.write.templating import (
    NAME,
    SYSTEM,
    TemplateState,
    name_in,
    parts_of_form,
    template_in,
)
from app.state import ShownError, State
from hearthside.errors import InvalidInput
from hearthside.wire import Code
from hearthside.write.templates import Template, file_name, read_template, write_template

MOST_FILE_BYTES: Final = 1_000_000
_MOST_STEM_CHARACTERS: Final = 60


def _with_templates(state: State, **changes: Any) -> State:
    return state.having(replace(state.of(TemplateState), **changes))


def _wrong(state: State, error: InvalidInput) -> Change:
    return failing(state, ShownError(error.code, error.message, place="write"))


def _opened(state: State, name: str, template: Template, **changes: Any) -> Change:
    """With the template's parts in the form."""
    state = _with_templates(clear_messages(state), **changes)
    fields = filled(parts_of_form(name, template))
    return state, (fields, focus(f"field-{SYSTEM}", scroll=False))


@on(TemplatesFound)
def found(state: State, event: TemplatesFound) -> Change:
    before = state.of(TemplateState)
    after = replace(before, kept=event.kept, opened=event.opened or before.opened)
    if after.named(after.opened) is None:
        after = replace(after, opened="")
    if after.compared() is None:
        after = replace(after, other="")
    told = (announce("Kept on this device"),) if event.opened else ()
    return state.having(after), told


@on_page("write.template.open")
def opened(state: State, event: PageEvent) -> Change:
    kept = state.of(TemplateState).named(event.data.get("value", ""))
    if kept is None:
        return no_effects(_with_templates(state, opened=""))
    try:
        template, notes = read_template(kept.versions[0][1])
    except InvalidInput as error:
        return _wrong(state, error)
    return _opened(state, kept.name, template, opened=kept.key, notes=notes)


@on_page("write.template.sample")
def sample(state: State, event: PageEvent) -> Change:
    return _opened(state, TEMPLATE_NAME, read_template(TEMPLATE)[0], opened="", notes=())


@on_page("write.template.file")
def imported(state: State, event: PageEvent) -> Change:
    """A file takes the place of what stands in the form, where it is a template."""
    name = event.data.get("filename", "")
    if event.data.get("refused") or not event.content:
        why = {"": "is empty", "large": "is too large for a template"}
        said = why.get(event.data.get("refused", ""), "could not be read at all")
        message = f"\u201c{name}\u201d {said}."
        return failing(state, ShownError(Code.FILE_INVALID, message, place="write"))
    try:
        template, notes = read_template(_text_of(event.content))
    except InvalidInput as error:
        message = f"\u201c{name}\u201d is not imported. {error.message}"
        return failing(state, ShownError(Code.FILE_INVALID, message, place="write"))
    stem = name.rpartition(".")[0] or name
    state, effects = _opened(state, stem[:_MOST_STEM_CHARACTERS], template, opened="", notes=notes)
    return state, (*effects, announce("The template is imported"))


def _text_of(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidInput(Code.FILE_INVALID, "It is no text: YAML is text in UTF-8.") from None


@on_page("write.template.keep")
def keep(state: State, event: PageEvent) -> Change:
    try:
        name, template = name_in(event.data), template_in(event.data)
    except InvalidInput as error:
        return _wrong(state, error)
    if not name:
        state = failing(state, ShownError(Code.CALL_INVALID, "Give the template a name first.",
                                          place="write"))[0]  # fmt: skip
        return state, (focus(f"field-{NAME}", scroll=False),)
    return clear_messages(state), (KeepTemplate(name, write_template(template)),)


@on_page("write.template.export")
def export(state: State, event: PageEvent) -> Change:
    try:
        template = template_in(event.data)
    except InvalidInput as error:
        return _wrong(state, error)
    file = {"filename": file_name(name_in(event.data)), "type": "application/yaml;charset=utf-8"}
    return clear_messages(state), (ToPage("save", {**file, "text": write_template(template)}),)


@on_page("write.template.drop")
def drop(state: State, event: PageEvent) -> Change:
    """Its parts go on standing in the form."""
    kept = state.of(TemplateState).named(state.of(TemplateState).opened)
    if kept is None:
        return no_effects(state)
    told = announce(f"Deleted: {kept.name}. Its parts still stand in the form.")
    return _with_templates(state, opened=""), (DropTemplate(kept.key), told)


@on_page("write.template.other")
def other(state: State, event: PageEvent) -> Change:
    value = event.data.get("value", "")
    known = value in dict(state.of(TemplateState).choices)
    return no_effects(_with_templates(state, other=value if known else ""))
