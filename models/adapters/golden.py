"""The golden values of an adapter: what ONNX Runtime on CPython computes with it."""

from dataclasses import replace

from hearthside.adapters.native.engine import NativeEngine
from hearthside.generation.model import Model, load_model
from hearthside.lora import Adapter
from hearthside.lora.manifest import Golden
from models.cache import models_root

ANSWERS = 8
_CHARACTERS = 120  # of a prompt: a step of some 30 tokens
_LOOKED_AT = 32


async def with_golden(adapter: Adapter, base: str, prompt: str) -> Adapter:
    """The adapter with the logits after the beginning of `prompt` in its manifest, of the likeliest
    tokens that are a text by themselves. `base` is the id of a built model."""
    model = await load_model(NativeEngine(models_root()), base)
    bare = replace(adapter, manifest=replace(adapter.manifest, golden=None))
    golden = await _golden(await model.adapted(bare), prompt[:_CHARACTERS].rstrip())
    return replace(adapter, manifest=replace(adapter.manifest, golden=golden))


async def _golden(model: Model, prompt: str) -> Golden:
    ids = await model.encode(prompt)
    async with await model.open() as context:
        step = await context.step(ids, top_k=_LOOKED_AT)
    kept: dict[str, float] = {}
    for token, logit in zip(step.top_ids, step.top_logits, strict=True):
        text = (await model.piece(token)).replace("\u2581", " ")
        if await model.encode(text, bos=False) == [token] and len(kept) < ANSWERS:
            kept[text] = round(logit, 4)
    return Golden(prompt, tuple(kept), tuple(kept.values()))
