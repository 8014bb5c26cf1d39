"""Pictures of what labelled rows show: pure views of a report, for any room that has one.

Each picture says in a sentence what it shows, so that nobody has to see it. Knows nothing of rooms
and of how the figures came about (hearthside.classify).
"""

from app.ui.charts.confusion import confusion_table
from app.ui.charts.coverage import coverage_chart
from app.ui.charts.goal import goal_form, read_goal
from app.ui.charts.panel import evidence_panel
from app.ui.charts.reliability import reliability_chart

__all__ = [
    "confusion_table",
    "coverage_chart",
    "evidence_panel",
    "goal_form",
    "read_goal",
    "reliability_chart",
]
