"""A person's own templates: which are kept, which is open, and how the form's parts make one.

The parts themselves stand in the page's fields. Knows nothing of screens.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.state import Part
from hearthside.write.templates import (
    ANSWER_LEAD,
    EXAMPLES,
    Template,
    of_parts,
    read_rest,
    write_rest,
)

NAME: Final = "write-template-name"
SYSTEM: Final = "write-template-system"
EXAMPLES_FIELD: Final = "write-template-examples"
PROMPT: Final = "write-template-prompt"
LEAD: Final = "write-template-lead"
REST: Final = "write-template-rest"
UNNAMED: Final = "Unnamed"


@dataclass(frozen=True, slots=True)
class Kept:
    """A template on this device; of each version, the newest first, when it was kept and its
    file."""

    key: str
    name: str
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TemplateState(Part):
    """`opened` is the key of the one that the form began as; `other` the version to compare with,
    as "key:number", "" for none; `notes` tell of the file that was imported last."""

    kept: tuple[Kept, ...] = ()
    opened: str = ""
    other: str = ""
    notes: tuple[str, ...] = ()

    def named(self, key: str) -> Kept | None:
        """The kept template of that key."""
        return next((it for it in self.kept if it.key == key), None)

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What there is to compare with: every version of the open one, the newest of others."""
        listed = []
        for it in sorted(self.kept, key=lambda one: one.key != self.opened):
            shown = it.versions if it.key == self.opened else it.versions[:1]
            listed += [(f"{it.key}:{at}", version_name(it, at)) for at in range(len(shown))]
        return tuple(listed)

    def compared(self) -> tuple[str, str] | None:
        """The name and file of the version to compare with, where it is still there."""
        key, _, number = self.other.partition(":")
        kept = self.named(key)
        if kept is None or not number.isdecimal() or int(number) >= len(kept.versions):
            return None
        return version_name(kept, int(number)), kept.versions[int(number)][1]


def version_name(kept: Kept, at: int) -> str:
    """Such as "Tone, version 2 of 3, kept 3 May"."""
    count = len(kept.versions)
    which = f", version {count - at} of {count}" if count > 1 else ""
    return f"{kept.name}{which}, kept {kept.versions[at][0]}"


def template_in(data: Mapping[str, str]) -> Template:
    """The template of the form's parts. Raises InvalidInput with a sentence."""
    return of_parts(
        system=data.get(SYSTEM, "").strip(),
        examples=data.get(EXAMPLES_FIELD, "").strip(),
        prompt=data.get(PROMPT, "").strip(),
        lead=data.get(LEAD, "").strip(),
        rest=read_rest(data.get(REST, "")),
    ).checked()


def name_in(data: Mapping[str, str]) -> str:
    """What the form calls it."""
    return " ".join(data.get(NAME, "").split())


def parts_of_form(name: str, template: Template) -> dict[str, str]:
    """The same in the form's fields."""
    return {
        NAME: name,
        SYSTEM: template.system,
        EXAMPLES_FIELD: template.defaults.get(EXAMPLES, ""),
        PROMPT: template.prompt,
        LEAD: template.defaults.get(ANSWER_LEAD, ""),
        REST: write_rest(template, (EXAMPLES, ANSWER_LEAD)),
    }
