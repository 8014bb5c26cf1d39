"""Deciding: labels, readings, calibrated probabilities, and what labelled rows teach.

Knows nothing of screens, tables and policies; a `Model` is handed in.
"""

from hearthside.decide.classifier import Classifier, classify
from hearthside.decide.labels import MAX_LABELS, Form, Label, Labelled, checked_labels
from hearthside.decide.reading import Decision, Reading, Score

__all__ = [
    "MAX_LABELS",
    "Classifier",
    "Decision",
    "Form",
    "Label",
    "Labelled",
    "Reading",
    "Score",
    "checked_labels",
    "classify",
]
