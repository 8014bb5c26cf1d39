"""What is learnt: pairs, as tokens, some of them held out.

Whether a pair is held out depends on its group's words alone, so that more pairs move few of those
that are there. Knows nothing of training.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.errors import error_of
from hearthside.finetune.options import FinetuneOptions
from hearthside.ports import Trainer, TrainerInfo, TrainingText
from hearthside.wire import Code

# Of fewer groups none is held out: one would say nothing, and be missed.
_LEAST_GROUPS: Final = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """A prompt as the model reads it, and what is to follow: `answer` begins with its blank or line
    break. The model ends its text after it.

    Pairs of one `group` (about one text, scenes of one story) are all trained on or all held out;
    "" is a group of its own.
    """

    prompt: str
    answer: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The texts to train on and those held out, and how many pairs were too long for either."""

    trained: tuple[TrainingText, ...]
    held_out: tuple[TrainingText, ...]
    left_out: int


def data_hash(pairs: Sequence[Pair]) -> str:
    """The SHA-256 of all pairs, whatever their order."""
    lines = sorted(json.dumps([it.prompt, it.answer, it.group]) for it in pairs)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


async def prepare(
    trainer: Trainer, info: TrainerInfo, pairs: Sequence[Pair], options: FinetuneOptions
) -> Prepared:
    """The pairs as tokens. Prompt and answer are encoded apart, as they are when the answer is
    drawn. Raises InvalidInput (call.invalid) where nothing is left to train on."""
    ids = await trainer.encode([part for it in pairs for part in (it.prompt, it.answer)])
    most = min(options.max_tokens, info.max_tokens)
    held_out = {_group(pair) for pair in held_out_of(pairs, options.held_out)}
    texts: dict[bool, list[TrainingText]] = {True: [], False: []}
    for place, pair in enumerate(pairs):
        prompt, answer = ids[2 * place], ids[2 * place + 1]
        whole = (info.bos_id, *prompt, *answer, info.eos_ids[0])
        if len(whole) <= most:
            text = TrainingText(whole, len(prompt) + 1)
            texts[_group(pair) in held_out].append(text)
    if not texts[False]:
        raise error_of(
            Code.CALL_INVALID,
            f"There is no example of at most {most} tokens to learn from. Shorten the examples.",
        )
    left_out = len(pairs) - len(texts[True]) - len(texts[False])
    some = texts[True][: options.held_out_most]
    return Prepared(tuple(texts[False]), tuple(some), left_out)


def held_out_of(pairs: Sequence[Pair], share: float) -> list[Pair]:
    """Those of the pairs that are held out, in their order: the groups whose hashes are lowest.

    `prepare` holds out the same, but for those that are too long for it.
    """
    groups = sorted({_group(pair) for pair in pairs})
    count = round(share * len(groups)) if len(groups) >= _LEAST_GROUPS else 0
    chosen = set(groups[:count])
    return [pair for pair in pairs if _group(pair) in chosen]


def _group(pair: Pair) -> str:
    words = pair.group or f"{pair.prompt}\0{pair.answer}"
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()
