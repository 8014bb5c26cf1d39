"""Letting the model read a policy's examples ahead, with word of how far it is.

It takes a while, and once for a policy and a model. A text that a rule sends to the most careful
route never waits for it. Knows nothing of screens.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from app.rooms.route.events import PolicyPrepared
from app.rooms.route.state import Preparing
from app.rooms.route.verdicts import has_words
from app.shell.actions.ports import Dispatch
from hearthside.route.router import Router

# So often it is worth a new screen.
_SHOW_EVERY_S: Final = 0.3


async def prepare(
    router: Router,
    text: str,
    request: int,
    dispatch: Dispatch,
    clock: Callable[[], float] = time.monotonic,
) -> bool:
    """Make the router ready for `text`, if it needs the model; whether it is ready for all texts.

    Raises what the engine raises.
    """
    if router.model is None:
        return True
    if not has_words(text) or await _by_rule(router, text):
        return False
    shown_s = clock()

    def moved(done: int, of: int) -> None:
        nonlocal shown_s
        begun.cancel()
        if clock() - shown_s >= _SHOW_EVERY_S:
            shown_s = clock()
            dispatch(PolicyPrepared(request, Preparing(done, of)))

    # The first word comes late: before any example, what all of them have in common is read.
    begun = asyncio.get_running_loop().call_later(
        _SHOW_EVERY_S, lambda: dispatch(PolicyPrepared(request, Preparing(0, 0)))
    )
    try:
        await router.ready(moved)
    finally:
        begun.cancel()
    dispatch(PolicyPrepared(request, None))
    return True


async def _by_rule(router: Router, text: str) -> bool:
    """Whether a rule leads to the most careful route there is: then no model is asked."""
    routing = await Router(router.policy, None).route(text)
    return routing.by == "rule" and router.policy.rank(routing.route) == 0
