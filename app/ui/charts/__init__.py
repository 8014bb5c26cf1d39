"""Pictures of what labelled rows show: pure views of a report, for any room that has one.

Each picture says in a sentence what it shows, so that nobody has to see it. Knows nothing of rooms
and of how the figures came about (hearthside.classify).
"""

from app.ui.charts.confusion import confusion_table
from app.ui.charts.coverage import coverage_chart
from app.ui.charts.panel import evidence_panel
from app.ui.charts.reliability import reliability_chart
from app.ui.charts.wish import read_wish, wish_form

__all__ = [
    "confusion_table",
    "coverage_chart",
    "evidence_panel",
    "read_wish",
    "reliability_chart",
    "wish_form",
]
