"""The storyteller, and which way it tells: from outlines where the adapter for stories is here.

One storyteller is kept, so that what all stories begin with is read once. Knows nothing of screens.
"""

from dataclasses import replace
from typing import Final

from app.context import Context
from hearthside.errors import HearthsideError
from hearthside.generation.model import Model
from hearthside.generation.sampling import SamplingOptions
from hearthside.story import Story, Storyteller
from hearthside.story.outlines import INVENTED

_ADAPTER: Final = "story"
_OURS: Final = (
    "Told from an outline of ours: the recipe names it, or those that the model invented did not "
    "pass the checks."
)
_PLAN: Final = "Told along a fixed plan, in which sentences begin with words of ours"
_NONE: Final = "this model has no adapter for stories on this site."
_ENGLISH: Final = "the outlines of the other way are in English."


class Tellers:
    """Makes the storyteller that is asked for. `why` says what keeps the adapter from here."""

    def __init__(self, context: Context) -> None:
        self._adapters = context.adapters
        self._sources = context.sources
        self._teller: Storyteller | None = None
        self._made_of: tuple[object, ...] = ()
        self.why = ""

    async def of(self, model: Model, sampling: SamplingOptions) -> Storyteller:
        """The one with this model and this way of drawing."""
        taught, embedder = await self._taught(model), self._sources.embedder()
        info = embedder.info if embedder is not None else None
        made_of = (id(model), id(taught), replace(sampling, seed=0), info)
        if self._teller is None or self._made_of != made_of:
            self._teller = Storyteller(model, sampling, taught=taught, embedder=embedder)
            self._made_of = made_of
        return self._teller

    async def prepare(self, model: Model) -> None:
        """Fetch the adapter now, so that the first story need not wait, or be without a network."""
        await self._taught(model)

    async def _taught(self, model: Model) -> Model | None:
        try:
            taught, self.why = await self._adapters.adapted(_ADAPTER, model), ""
        except HearthsideError as error:
            taught, self.why = None, error.message
        return taught

    def _refused(self, story: Story) -> bool:
        """Whether the model was to invent an outline, and a person's is told."""
        chats = self._teller is not None and self._teller.model.info.chat is not None
        return chats and story.plan.outline != INVENTED

    def way(self, story: Story) -> str:
        """Why the story is told along a fixed plan, or from an outline of ours by a model that may
        invent its own; "" where it is told as it should be."""
        if story.plan.outline:
            return _OURS if self._refused(story) else ""
        reason = _ENGLISH if story.plan.language != "en" else self.why or _NONE
        return f"{_PLAN}: {reason}"
