"""Carries out what the Talk room asks for: answers by the model, and the talks on the shelf."""

from app.context import Context
from app.rooms.talk.actions.answering import Answering
from app.rooms.talk.actions.keeping import Keeping
from app.rooms.talk.effects import Answer, Hold, Measure, StopTalking, TalkEffect

__all__ = ["TalkActions"]


class TalkActions:
    """Sends each effect to whom it concerns."""

    def __init__(self, context: Context) -> None:
        self._answering = Answering(context)
        self._keeping = Keeping(context)

    async def do(self, effect: TalkEffect) -> None:
        match effect:
            case Answer() | Measure() | Hold() | StopTalking():
                await self._answering.do(effect)
            case _:
                await self._keeping.do(effect)
