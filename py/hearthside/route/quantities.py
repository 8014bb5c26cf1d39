"""The quantities that a policy describes: its [[quantity]] tables. Knows nothing of texts."""

from typing import cast

from hearthside.route.tables import Table
from hearthside.text.units import Half, Quantity, Unit


def quantity_from(table: Table) -> Quantity:
    """The quantity that a [[quantity]] of a policy describes. Raises InvalidInput."""
    quantity = Quantity(
        name=table.text("name"),
        spelled=table.texts("spelled"),
        between=table.span("between"),
        unit=table.text("unit", ""),
        units=tuple(_unit_from(unit) for unit in table.tables("units")),
        pair=cast(Half, table.one_of("pair", ("", "first", "second"), "")),
    )
    table.phrases("spelled")
    if not quantity.spelled and not any(unit.alone for unit in quantity.units):
        table.fail("spelled", 'say how it is written: spelled = ["temp", "temperature"]')
    table.done()
    return quantity


def _unit_from(table: Table) -> Unit:
    unit = Unit(
        spelled=table.texts("spelled"),
        minus=table.number("minus", 0.0) or 0.0,
        times=table.number("times", 1.0) or 1.0,
        alone=table.flag("alone"),
        before=table.flag("before"),
        within_words=table.whole("within_words") or 0,
        general=table.flag("general"),
        written=table.flag("written"),
    )
    if not unit.spelled:
        table.fail("spelled", 'say how the unit is written: { spelled = ["c", "celsius"] }')
    table.done()
    return unit
