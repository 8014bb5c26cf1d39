"""How an adapter is trained: the numbers to choose, and what follows from them for each step.

Knows no trainer.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from hearthside.errors import error_of
from hearthside.lora import TrainingRecipe
from hearthside.lora.manifest import MAX_RANK
from hearthside.ports import StepRates
from hearthside.wire import Code


@dataclass(frozen=True, slots=True)
class FinetuneOptions:
    """The defaults are what was found good for Gemma 3 270M.

    `learning_rate` rises over `warm_up_steps`, then falls to nothing along half a cosine. A share
    of `held_out` of the pairs is not trained on; at most `held_out_most` of these are looked at,
    `evaluations` times an epoch, and training ends when `patience` looks in a row found nothing
    better. Pairs of more than `max_tokens` tokens are left out.
    """

    rank: int = 8
    seed: int = 1
    epochs: int = 3
    batch_texts: int = 4
    learning_rate: float = 6e-4
    warm_up_steps: int = 10
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    max_tokens: int = 512
    held_out: float = 0.1
    held_out_most: int = 100
    evaluations: int = 1
    patience: int = 2

    def __post_init__(self) -> None:
        whole = (self.epochs, self.batch_texts, self.max_tokens, self.evaluations, self.patience)
        sound = min(whole) >= 1 and 1 <= self.rank <= MAX_RANK and self.warm_up_steps >= 0
        if not sound or not 0 <= self.held_out < 1 or not 0 < self.learning_rate < 1:
            raise error_of(Code.CALL_INVALID, "These training options cannot be used.", repr(self))

    def rates(self, step: int, steps: int) -> StepRates:
        """How step number `step` (from 0) of `steps` changes the arrays."""
        if step < self.warm_up_steps:
            share = (step + 1) / self.warm_up_steps
        else:
            way = (step - self.warm_up_steps) / max(1, steps - self.warm_up_steps)
            share = (1 + math.cos(math.pi * way)) / 2
        return StepRates(self.learning_rate * share, self.weight_decay, self.clip_norm)

    def batches(self, texts: int) -> Iterator[list[int]]:
        """The places of the texts of each step, all epochs: each epoch in an order of its own."""
        for epoch in range(self.epochs):
            order = list(range(texts))
            random.Random(f"epoch {epoch} of {self.seed}").shuffle(order)
            for at in range(0, texts, self.batch_texts):
                yield order[at : at + self.batch_texts]

    def looks(self, texts: int) -> set[int]:
        """After how many steps the held-out pairs are looked at; the last step is one of them."""
        an_epoch = -(-texts // self.batch_texts)
        looks = self.epochs * self.evaluations
        return {round(an_epoch * self.epochs * (at + 1) / looks) for at in range(looks)}

    def recipe(self) -> TrainingRecipe:
        """What an adapter's manifest says of how it was trained."""
        return TrainingRecipe(
            seed=self.seed,
            epochs=self.epochs,
            batch_texts=self.batch_texts,
            learning_rate=self.learning_rate,
            warm_up_steps=self.warm_up_steps,
            weight_decay=self.weight_decay,
            clip_norm=self.clip_norm,
            max_tokens=self.max_tokens,
        )
