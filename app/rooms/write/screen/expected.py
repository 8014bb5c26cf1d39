"""What to expect of the chosen job: what it needs, and how well it was done where it was measured.
Pure: state in, `Html` out.
"""

from app.rooms.write.state import WriteState
from app.ui.markup import Html, el
from app.ui.parts import bullet_list
from hearthside.write import KINDS
from hearthside.write.expected import NEEDS, Measured, measured_of

_OWN = "Teach tells, beside each adapter of yours, how it did on examples that were held out."
_TEMPLATE = (
    "It needs any language model; a small one follows examples better than instructions. How well "
    "your template does, only your own texts can tell: compare two versions on several."
)
_NOT_MEASURED = (
    "Measured so far was only Gemma 3 270M with the adapter for everyday jobs; this model follows "
    "instructions, and nobody has measured it here."
)


def expected_part(write: WriteState) -> Html:
    """Folded, beside the job."""
    return el(
        "details",
        el("summary", "How well this job is done"),
        bullet_list(expected_lines(write)),
        class_="more small",
        id="write-expected",
    )


def expected_lines(write: WriteState) -> list[str]:
    """Of the job that is chosen, by who answers."""
    who = write.who
    if write.job == "template":
        return [_TEMPLATE]
    if write.job == "taught" or (who is not None and who.own):
        return [_OWN]
    rows = measured_of(next(kind for kind in KINDS if kind == write.job))
    said = [f"{row.words} {_by(row)}" for row in rows]
    if who is not None and who.id == "chat":
        said = [_NOT_MEASURED, *said]
    return [f"It needs: {NEEDS}", *(said or ["It has not been measured yet."])]


def _by(row: Measured) -> str:
    """When, and with what."""
    return f"Measured on {row.date} with {row.model} and its adapter \u201c{row.adapter}\u201d."
