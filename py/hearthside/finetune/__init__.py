"""Teaching a frozen model by examples: an adapter is trained on pairs of a prompt and an answer.

    trainer = NativeTrainer(models)                       # or another `ports.Trainer`
    await trainer.load_trainer("gemma-3-270m-en")
    done = await finetune(trainer, info, pairs, FinetuneOptions(epochs=2), on_event=print)
    adapter = done.adapter("mine", "My letters", "tasks/1", licence="")

Only the answer's tokens count in the loss. A part of the pairs is held out and never trained on;
the arrays that did best on it are kept, and training ends early when it gets worse. The same pairs,
options and trainer give the same adapter. Pure Python: the page runs it too. Knows nothing of what
the pairs mean.
"""

from hearthside.finetune.examples import Checked, Example, Fault, check, measured, pair_of
from hearthside.finetune.loop import finetune
from hearthside.finetune.options import FinetuneOptions
from hearthside.finetune.outcome import Outcome, losses_of, outcome_of
from hearthside.finetune.pairs import Pair, Prepared, data_hash, held_out_of, prepare
from hearthside.finetune.progress import (
    Evaluated,
    Event,
    Finetuned,
    Started,
    Stepped,
)
from hearthside.finetune.state import FinetuneState, read_state, write_state

__all__ = [
    "Checked",
    "Evaluated",
    "Event",
    "Example",
    "Fault",
    "FinetuneOptions",
    "FinetuneState",
    "Finetuned",
    "Outcome",
    "Pair",
    "Prepared",
    "Started",
    "Stepped",
    "check",
    "data_hash",
    "finetune",
    "held_out_of",
    "losses_of",
    "measured",
    "outcome_of",
    "pair_of",
    "prepare",
    "read_state",
    "write_state",
]
