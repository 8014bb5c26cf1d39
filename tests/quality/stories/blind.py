"""Ten pairs of stories for blind readers: told from an outline with the adapter, and told without.

    python -m tests.quality.stories.blind FOLDER

Writes a file a pair, 1.txt to 10.txt, in which nothing says which is which, and key.json, which
does. Knows nothing of who reads, or of how they judge.
"""

import asyncio
import json
import random
import sys
from pathlib import Path

from hearthside.adapters.native.engine import NativeEngine
from hearthside.generation.model import Model, load_model
from hearthside.lora import read_adapter
from hearthside.story import Story, StoryForm, Storyteller
from models.cache import models_root
from tests.quality.conftest import MODEL
from tests.quality.stories.forms import FORMS
from tests.quality.stories.test_outlined import ADAPTER

PAIRS = 10


async def _told(model: Model, taught: Model | None, form: StoryForm, seed: int) -> Story:
    async with Storyteller(model, taught=taught) as teller, teller.tell(form, seed) as telling:
        async for _ in telling:
            pass
    assert telling.story is not None
    return telling.story


async def _write(folder: Path) -> None:
    model = await load_model(NativeEngine(models_root()), MODEL)
    taught = await model.adapted(read_adapter(await asyncio.to_thread(ADAPTER.read_bytes)))
    toss, key = random.Random("ten pairs"), {}
    for number, form in enumerate(FORMS[1 :: len(FORMS) // PAIRS], start=1):
        ways = [("outline", taught), ("skeleton", None)]
        toss.shuffle(ways)
        key[number] = {letter: name for letter, (name, _) in zip("AB", ways, strict=True)}
        asked = f"Hero: {form.hero}\nPlace: {form.place}\nWish: {form.wish}\nFor ages {form.age}"
        told = [(await _told(model, way, form, number)).to_text() for _, way in ways]
        text = f"{asked}\n\n\n=== A ===\n\n{told[0]}\n\n\n=== B ===\n\n{told[1]}\n"
        (folder / f"{number}.txt").write_text(text, "utf-8")
    (folder / "key.json").write_text(json.dumps(key, indent=2), "utf-8")


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    asyncio.run(_write(out))
