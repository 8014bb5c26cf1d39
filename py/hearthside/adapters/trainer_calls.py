"""What every trainer refuses, before it computes: texts and arrays that do not fit the model.

Knows no way of computing.
"""

from collections.abc import Mapping, Sequence

from hearthside.errors import HearthsideError, error_of
from hearthside.ports import ARRAYS, Stacked, TrainerInfo, TrainerState, TrainingText
from hearthside.wire import Code

_FLOAT_BYTES = 4


def check_batch(batch: Sequence[TrainingText], info: TrainerInfo) -> None:
    """Raises InvalidInput (call.invalid) unless every text can be trained on."""
    if not batch:
        raise _invalid("A batch needs at least one text.")
    for text in batch:
        if not 2 <= len(text.ids) <= info.max_tokens:
            raise _invalid(f"A text has {len(text.ids)} tokens, not 2 to {info.max_tokens}.")
        if not 1 <= text.answer_at < len(text.ids):
            raise _invalid("A text's answer begins after its first token and before its end.")
        if not all(0 <= token < info.vocab_size for token in text.ids):
            raise _invalid(f"Token ids must be from 0 to {info.vocab_size - 1}.")


def check_state(state: TrainerState, info: TrainerInfo) -> int:
    """The rank of a state. Raises InvalidInput (call.invalid) unless it is of the model's form."""
    if set(state.arrays) != set(ARRAYS):
        raise _invalid("An adapter has eight arrays.")
    rank = state.arrays[ARRAYS[0]].size[2]
    groups: list[Mapping[str, Stacked]] = [state.arrays]
    groups += [group for group in (state.first, state.second) if group]
    for group in groups:
        for name, size in info.form.sizes(rank).items():
            count = size[0] * size[1] * size[2]
            held = group.get(name)
            if held is None or held.size != size or len(held.data) != _FLOAT_BYTES * count:
                raise _invalid(f"The array {name} is not of this model's sizes.")
    if len(groups) == 2 or state.steps < 0:
        raise _invalid("A state has both moments or neither.")
    return rank


def no_trainer() -> HearthsideError:
    """model.none, to be raised."""
    return error_of(Code.MODEL_NONE, "No model is loaded for training. Load one first.")


def nothing_held() -> HearthsideError:
    """call.invalid, to be raised."""
    return _invalid("There is no adapter to train yet. Start one first.")


def diverged(detail: str) -> HearthsideError:
    """engine.failed, to be raised."""
    message = "The numbers grew without bound. Train with a lower learning rate."
    return error_of(Code.ENGINE_FAILED, message, detail)


def _invalid(message: str) -> HearthsideError:
    return error_of(Code.CALL_INVALID, message)
