"""Examples as they come in: read from lines or a file, checked, and looked at by the model.

Knows nothing of training.
"""

from app.rooms.teach.effects import TakeExamples
from app.rooms.teach.events import ExamplesRead
from app.rooms.teach.state import MAX_TOKENS
from app.tables import Table, read_table
from hearthside.finetune import Checked, check, measured, pair_of
from hearthside.finetune.examples import Example, read_lines, read_rows
from hearthside.generation.model import Model

# A prompt begins with a mark and an answer ends with one.
_MARKS = 2


def taken(effect: TakeExamples) -> ExamplesRead:
    """What was brought. Raises InvalidInput (table.invalid, table.large) as `read_table` does."""
    given, notes = read_lines(effect.pasted), tuple[str, ...]()
    if effect.content:
        table = read_table(effect.name, effect.content)
        given, notes = _rows_of(table), (*table.notes, *_columns(table))
    return ExamplesRead(effect.run, len(given), check(given), notes)


def _rows_of(table: Table) -> tuple[Example, ...]:
    """Of one column: lines, each with an arrow."""
    if len(table.columns) < 2:
        return read_lines("\n".join(row[0] for row in table.rows if row))
    return read_rows(table.rows, header=table.header)


def _columns(table: Table) -> tuple[str, ...]:
    if len(table.columns) <= 2:
        return ()
    return ("The first column is the input and the second the output; the others are not used.",)


async def looked_at(checked: Checked, model: Model) -> Checked:
    """What the model finds: lengths in tokens, and what it can only spell in bytes."""
    pieces = []
    for example in checked.examples:
        pair = pair_of(example)
        ids = await model.encode(pair.prompt + pair.answer, bos=False)
        pieces.append(await model.pieces(ids))
    return measured(checked, pieces, MAX_TOKENS - _MARKS)
