"""A visitor of the Write room: a house over a model that follows instructions, or is trained to."""

import hashlib
from dataclasses import replace
from typing import Any

from app.rooms.write.state import WriteState
from hearthside.adapters.fake.engine import FAKE_CHAT, FAKE_MODEL
from hearthside.lora import write_adapter
from tests.unit.app.house import MODELS, House, house
from tests.unit.lora.adapters import FORM, small_adapter

PATH = "adapters/tasks.safetensors"
TEXT = "The boat leaves at 8. Anna has the tickets. Bring warm socks, it is windy out there."


async def visitor(*, chat: bool = True, tasks: bool = False, **args: Any) -> House:
    """Somebody who has just come in, with the model awake."""
    home = args.pop("home", None) or house("small", shelf=args.pop("shelf", None))
    form = FORM if tasks else None
    home.device.info = replace(FAKE_MODEL, chat=FAKE_CHAT if chat else None, adapters=form)
    content = write_adapter(small_adapter())
    home.site.files[PATH] = content
    listed = {
        "id": "tasks",
        "path": PATH,
        "base": FORM.base,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    settings = {"models": MODELS, "adapters": [listed] if tasks else []}
    await home.start(fragment="#write", settings=settings, **args)
    return home


def write(home: House) -> WriteState:
    return home.app.state.of(WriteState)


async def asked(home: House, job: str, text: str = TEXT, **fields: str) -> None:
    """Choose the job and ask for it."""
    await home.do("write.job", value=job)
    await home.do("write.ask", **{"write-text": text, **fields})
