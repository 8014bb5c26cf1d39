"""Templates as YAML files, in the keys of `llm`: read with what is to be known of each, and written
so that `llm` reads them.

`llm` refuses a file with a key that it does not know, so nothing of ours is written into one.
Source: https://llm.datasette.io/en/stable/templates.html, llm/templates.py of llm 0.28.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from hearthside.errors import InvalidInput
from hearthside.wire import Code
from hearthside.write.templates.template import OPTIONS, Template
from hearthside.write.templates.yaml import read_yaml, write_yaml

_OURS: Final = ("prompt", "system", "defaults", "options", "model", "schema_object")
# What llm does with these, no page can, or does elsewhere; functions are never run.
_KEPT: Final = (
    "attachments",
    "attachment_types",
    "extract",
    "extract_last",
    "fragments",
    "system_fragments",
    "tools",
    "functions",
)
_SHOWN: Final = 60
_FILE_NAME: Final = re.compile(r"[^\w-]+")


def read_template(text: str) -> tuple[Template, tuple[str, ...]]:
    """The template in a file, and what a person should know of it. A file that is one text is a
    prompt, as for `llm`.

    Raises InvalidInput (file.invalid) with the line, or the key that holds what it cannot.
    """
    found = read_yaml(text)
    if isinstance(found, str):
        found = {"prompt": found}
    if not isinstance(found, Mapping) or not found:
        raise _invalid("It is no template: there is no key such as  prompt:  or  system:  in it.")
    template = Template(
        prompt=_text(found, "prompt"),
        system=_text(found, "system"),
        defaults=_defaults(_map(found, "defaults")),
        options=_map(found, "options"),
        model=_text(found, "model"),
        schema=_map(found, "schema_object") or None,
        other={key: found[key] for key in _KEPT if found.get(key) is not None},
    )
    if not (template.prompt.strip() or template.system.strip()):
        raise _invalid("It is no template: it has neither a prompt nor a system text.")
    return template, _notes(template, found)


def read_rest(text: str) -> Template:
    """All of a template but its texts, from the same keys. Raises InvalidInput (file.invalid)."""
    found = read_yaml(text) or {}
    if not isinstance(found, Mapping):
        raise _invalid("Write keys and values, as in  options:  and under it  temperature: 0.5")
    strange = [key for key in found if key not in (*_OURS[2:], *_KEPT)]
    if strange:
        known = ", ".join((*_OURS[2:], *_KEPT))
        raise _invalid(f"\u201c{strange[0][:_SHOWN]}\u201d is no key of a template: {known}.")
    return Template(
        defaults=_defaults(_map(found, "defaults")),
        options=_map(found, "options"),
        model=_text(found, "model"),
        schema=_map(found, "schema_object") or None,
        other={key: found[key] for key in _KEPT if found.get(key) is not None},
    )


def write_template(template: Template) -> str:
    """The file. Reads back as the same template."""
    texts = {"model": template.model, "system": template.system, "prompt": template.prompt}
    return write_yaml({key: text for key, text in texts.items() if text} | _rest(template))


def write_rest(template: Template, without: tuple[str, ...] = ()) -> str:
    """All of it but its texts and the defaults of some slots; "" where nothing is left."""
    rest = _rest(template, without)
    if template.model:
        rest = {"model": template.model, **rest}
    return write_yaml(rest) if rest else ""


def _rest(template: Template, without: tuple[str, ...] = ()) -> dict[str, Any]:
    defaults = {slot: it for slot, it in template.defaults.items() if slot not in without}
    every = {
        "defaults": defaults,
        "options": template.options,
        "schema_object": template.schema,
        **template.other,
    }
    return {key: value for key, value in every.items() if value not in (None, {})}


def file_name(name: str) -> str:
    """What the file of a template is called: `llm` calls the template by it."""
    return f"{_FILE_NAME.sub('-', name.casefold()).strip('-')[:_SHOWN] or 'template'}.yaml"


def _notes(template: Template, found: Mapping[str, Any]) -> tuple[str, ...]:
    notes = []
    strange = [key[:_SHOWN] for key in found if key not in (*_OURS, *_KEPT, "name")]
    if strange:
        notes.append(f"Left out, since no template has such a key: {', '.join(strange[:8])}.")
    if template.other:
        notes.append(
            f"Kept in the file, and not done here: {', '.join(template.other)}. Code in it is not "
            "run."
            if "functions" in template.other
            else f"Kept in the file, and not done here: {', '.join(template.other)}."
        )
    idle = [str(key)[:_SHOWN] for key in template.options if key not in OPTIONS]
    if idle:
        notes.append(f"Options that change nothing here: {', '.join(idle[:8])}.")
    if template.model:
        notes.append(
            f"It was written for {template.model[:_SHOWN]}; here the model answers that is loaded."
        )
    return tuple(notes)


def _text(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    if value is not None and not isinstance(value, str):
        raise _invalid(f"\u201c{key}\u201d must be a text: put it in quotes.")
    return value or ""


def _map(found: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = found.get(key)
    if value is not None and not isinstance(value, Mapping):
        raise _invalid(f"\u201c{key}\u201d must have names with values, each on a line under it.")
    return dict(value or {})


def _defaults(values: Mapping[str, Any]) -> dict[str, str]:
    for slot, value in values.items():
        if isinstance(value, Mapping | list) or value is None:
            raise _invalid(f"The default of \u201c{slot[:_SHOWN]}\u201d must be a text.")
    return {slot: str(value) for slot, value in values.items()}


def _invalid(message: str) -> InvalidInput:
    return InvalidInput(Code.FILE_INVALID, message)
