"""A person's own templates: kept, listed, deleted, and tried, each version after the other.

Knows nothing of screens.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.context import Context
from app.events import AsideFound
from app.rooms.write.effects import Ask, DropTemplate, KeepTemplate, ListTemplates
from app.rooms.write.events import TemplatesFound
from app.rooms.write.state import Said
from app.rooms.write.templating import Kept
from hearthside.generation.model import Model
from hearthside.store import day_in_words
from hearthside.write import Mark, Writing, Written
from hearthside.write.templates import (
    TEMPLATES,
    TemplateShelf,
    differing,
    read_template,
    trying,
)


class Templates:
    """Those on this device. Errors: InvalidInput, StorageError."""

    def __init__(self, context: Context) -> None:
        self._dispatch = context.dispatch
        self._shelf = TemplateShelf(context.shelf)

    async def do(self, effect: ListTemplates | KeepTemplate | DropTemplate) -> None:
        """Do it, and tell what there is then."""
        kept_now = ""
        if isinstance(effect, KeepTemplate):
            kept_now = await self._shelf.put(effect.name, effect.text)
        elif isinstance(effect, DropTemplate):
            await self._shelf.delete(effect.key)
        found, aside = await self._shelf.all()
        kept = [
            Kept(key, it.name, tuple([(day_in_words(one.kept_at_ms), one.text)
                                      for one in reversed(it.versions)]))
            for key, it in found
        ]  # fmt: skip
        self._dispatch(TemplatesFound(tuple(kept), kept_now))
        self._dispatch(AsideFound(TEMPLATES, aside))


def templates_tried(model: Model, ask: Ask) -> Sequence[Writing]:
    """The answer to each version. What a file cannot be is said when it is read."""
    return [trying(model, read_template(text)[0], ask.text) for text in ask.templates]


def beside(said: Sequence[Said], written: Sequence[Written]) -> tuple[Said, ...]:
    """Answers as they stand: of each how much was read and written; of two, where they differ."""
    told = [
        replace(one, note=f"Read {it.sent[-1].tokens:,} tokens, wrote {it.tokens:,}."
                if it.sent else "")
        for one, it in zip(said, written, strict=False)
    ]  # fmt: skip
    if len(told) != 2:
        return tuple(told)
    spans = differing(told[0].text, told[1].text)
    return tuple(
        [
            replace(one, marks=tuple([Mark(start, end, "differs") for start, end in places]))
            for one, places in zip(told, spans, strict=True)
        ]
    )
