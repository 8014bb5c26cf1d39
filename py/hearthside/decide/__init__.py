"""Deciding: labels, readings, calibrated probabilities, and what labelled rows teach and prove.

Knows nothing of screens, tables and policies; a `Model` is handed in.
"""

from hearthside.decide.classifier import Classifier, classify
from hearthside.decide.compare import Comparison, better_of
from hearthside.decide.crossfit import crossfit
from hearthside.decide.curves import Judged, Report, report
from hearthside.decide.labels import MAX_LABELS, Form, Label, Labelled, checked_labels
from hearthside.decide.likelihood.lessons import NOTE_CUT, NOTE_NOTHING
from hearthside.decide.likelihood.prompt import PROMPT_EDITION
from hearthside.decide.reading import Decision, Reading, Score
from hearthside.decide.threshold import Accuracy, Cost, Goal, Threshold, accepts, fit_threshold

__all__ = [
    "MAX_LABELS",
    "NOTE_CUT",
    "NOTE_NOTHING",
    "PROMPT_EDITION",
    "Accuracy",
    "Classifier",
    "Comparison",
    "Cost",
    "Decision",
    "Form",
    "Goal",
    "Judged",
    "Label",
    "Labelled",
    "Reading",
    "Report",
    "Score",
    "Threshold",
    "accepts",
    "better_of",
    "checked_labels",
    "classify",
    "crossfit",
    "fit_threshold",
    "report",
]
