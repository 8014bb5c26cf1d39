"""Who can answer with the loaded model: its adapter for everyday jobs, the model itself where it
was taught to chat, or an adapter that a person trained.

Knows nothing of what is asked.
"""

from contextlib import suppress
from typing import Final

from app.context import Context
from app.rooms.write.state import Voice
from hearthside.errors import HearthsideError, error_of
from hearthside.finetune.examples import PROMPT_FORMAT
from hearthside.generation.model import Model
from hearthside.lora import AdapterShelf
from hearthside.wire import Code

TASKS: Final = "tasks"
CHAT: Final = "chat"
BASE: Final = "base"


class Voices:
    """Finds them, and makes the model that answers."""

    def __init__(self, context: Context) -> None:
        self._models = context.models
        self._site = context.adapters
        self._own = AdapterShelf(context.shelf, context.encrypted)
        self._made: tuple[str, Model, Model] | None = None

    async def all(self) -> tuple[Voice, ...]:
        """Those that the loaded model has, the best first; none while no model is loaded."""
        model = self._models.model
        if model is None:
            return ()
        voices = []
        if self._site.fits(TASKS, model):
            voices.append(Voice(TASKS, f"{model.info.title}, trained for everyday jobs"))
        if model.info.chat is not None:
            voices.append(Voice(CHAT, f"{model.info.title}, by following instructions"))
        return (*voices, *await self._taught(model))

    @property
    def trained(self) -> bool:
        """Whether the site has an adapter for everyday jobs, for whichever model."""
        return self._site.offers(TASKS)

    async def keep(self) -> None:
        """Have the adapter for everyday jobs here before it is wanted, and no network is there."""
        if self._models.model is not None:
            with suppress(HearthsideError):  # asked for again, and told of, when it is wanted
                await self._site.keep(TASKS, self._models.model)

    async def _taught(self, model: Model) -> list[Voice]:
        form = model.info.adapters
        if form is None:
            return []
        with suppress(HearthsideError):  # a shelf that cannot be read is told of in its own room
            cards, _ = await self._own.all()
            fit = [(key, it) for key, it in cards
                   if (it.base, it.prompt_format) == (form.base, PROMPT_FORMAT)]  # fmt: skip
            return [Voice(key, f"Your own adapter: {card.title}") for key, card in fit]
        return []

    async def model(self, voice: str) -> Model:
        """The model that answers as that one. Raises ModelError (model.none), InvalidInput
        (shelf.missing, adapter.*), DownloadError, and what the engine raises."""
        base = self._models.model
        if base is None:
            raise error_of(Code.MODEL_NONE, "No language model is loaded. Load it first.")
        if voice in (CHAT, BASE):
            return base
        if voice == TASKS:
            adapted = await self._site.adapted(TASKS, base)
            if adapted is None:
                raise error_of(
                    Code.MODEL_UNFIT, f"{base.info.title} has no adapter for these jobs."
                )
            return adapted
        return await self._own_model(voice, base)

    async def _own_model(self, key: str, base: Model) -> Model:
        """One is kept beside the model, and given back for the next."""
        if self._made is not None:
            made_key, made_base, made = self._made
            if (made_key, id(made_base)) == (key, id(base)):
                return made
            self._made = None
            if made_base is base:
                await made.drop_adapter()
        made = await base.adapted(await self._own.get(key))
        self._made = (key, base, made)
        return made
