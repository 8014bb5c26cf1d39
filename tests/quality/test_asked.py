"""The real model's answers without its head are the head's own.

Over its whole way: NativeEngine, the stored rows of the table, the graph without its last matrix.
"""

import pytest

from hearthside.generation.model import Model

pytestmark = pytest.mark.weights

TEXT = "Boil two eggs, add a cup of flour and a pinch of salt, and stir well. This is a"
WORDS = (" complaint", " question", " review", " recipe", " song", " letter", " joke", " poem")


async def test_asked_logits_are_those_of_the_head(model: Model) -> None:
    ids = await model.encode(TEXT)
    asked = [(await model.encode(word, bos=False))[0] for word in WORDS]
    every = [*asked, *range(0, model.info.vocab_size, 97)]
    async with await model.open() as context:
        headed = await context.reach(ids, top_k=1, ask_ids=every, want_hidden=True)
        await context.cut(0)
        alone = await context.reach(ids, ask_ids=every, want_hidden=True)
    assert alone.asked_logits == pytest.approx(headed.asked_logits, abs=2e-3)
    assert alone.hidden == pytest.approx(headed.hidden, abs=1e-4)
    best = max(range(len(asked)), key=alone.asked_logits.__getitem__)
    assert WORDS[best] == " recipe"
    assert len(alone.hidden) == 640
