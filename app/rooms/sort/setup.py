"""From what stands in the form's fields to what is asked of the rows. Pure.

Knows how people write labels and examples down, a line for each; what makes a set of labels sound
is the library's.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast, get_args

from hearthside.classify import Form, Label, Labelled, checked_labels
from hearthside.errors import InvalidInput
from hearthside.sort import Settings
from hearthside.text.escape import one_line
from hearthside.wire import Code

_FORMS: Final = get_args(Form)


def settings_of(fields: Mapping[str, str], column: int, given: int | None) -> Settings:
    """The settings. Raises InvalidInput (labels.invalid; `detail` names the field)."""
    try:
        labels = checked_labels(list(labels_of(fields.get("labels", ""))))
    except InvalidInput as error:
        raise InvalidInput(error.code, error.message, "labels") from error
    asked = fields.get("form", "")
    form = cast(Form, asked if asked in _FORMS else "one")
    if given == column:
        raise _invalid("The known labels cannot be in the same column as the texts.", "given")
    return Settings(
        column=column,
        labels=labels,
        task=one_line(fields.get("task", "")),
        form=form,
        given=given,
        examples=tuple(_examples(fields.get("examples", ""), labels)),
        even=fields.get("even", "") != "",
        by="embedding" if fields.get("by") == "embedding" else "likelihood",
    )


def labels_of(text: str) -> Iterator[Label]:
    """One label a line: its name, and after a colon what belongs under it."""
    for line in text.splitlines():
        name, _, description = line.partition(":")
        if line.strip():
            yield Label(name.strip(), description.strip())


def _examples(text: str, labels: Sequence[Label]) -> Iterator[Labelled]:
    names = {label.name.casefold(): label.name for label in labels}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        head, colon, tail = line.partition(":")
        name = names.get(one_line(head).casefold())
        if not colon or name is None or not tail.strip():
            raise _invalid(
                f"Line {number} of the examples does not begin with one of your labels and a "
                f"colon. Write it like this: {labels[0].name}: a text that belongs there.",
                "examples",
            )
        yield Labelled(tail.strip(), name)


def fields_of(settings: Settings) -> dict[str, str]:
    """What the form's fields held."""
    return {
        "labels": "\n".join([_line(label) for label in settings.labels]),
        "task": settings.task,
        "form": settings.form,
        "by": settings.by,
        "examples": "\n".join([f"{one.label}: {one.text}" for one in settings.examples]),
    }


def _line(label: Label) -> str:
    return f"{label.name}: {label.description}" if label.description else label.name


def _invalid(message: str, field: str) -> InvalidInput:
    return InvalidInput(Code.LABELS_INVALID, message, field)
