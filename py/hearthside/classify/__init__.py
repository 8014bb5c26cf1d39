"""Deciding: labels, readings, calibrated probabilities, and what labelled rows teach and prove.

Knows nothing of screens, tables and policies; a `Model` is handed in.
"""

from hearthside.classify.classifier import Classifier, Source, classify
from hearthside.classify.compare import Comparison, Trial, better_of, better_on
from hearthside.classify.crossfit import crossfit, crossfit_refined
from hearthside.classify.features import Decision, Reading, Score
from hearthside.classify.labels import MAX_LABELS, Form, Label, Labelled, checked_labels
from hearthside.classify.out_of_distribution import STRANGE, StrangeCut, fit_strange, is_strange
from hearthside.classify.report import Judged, Report, report
from hearthside.classify.sources.embedding.classifier import EmbeddingClassifier, Embeddings
from hearthside.classify.sources.likelihood.examples import NOTE_CUT, NOTE_NOTHING
from hearthside.classify.sources.likelihood.prompt import PROMPT_EDITION
from hearthside.classify.threshold import Accuracy, Cost, Goal, Threshold, accepts, fit_threshold

__all__ = [
    "MAX_LABELS",
    "NOTE_CUT",
    "NOTE_NOTHING",
    "PROMPT_EDITION",
    "STRANGE",
    "Accuracy",
    "Classifier",
    "Comparison",
    "Cost",
    "Decision",
    "EmbeddingClassifier",
    "Embeddings",
    "Form",
    "Goal",
    "Judged",
    "Label",
    "Labelled",
    "Reading",
    "Report",
    "Score",
    "Source",
    "StrangeCut",
    "Threshold",
    "Trial",
    "accepts",
    "better_of",
    "better_on",
    "checked_labels",
    "classify",
    "crossfit",
    "crossfit_refined",
    "fit_strange",
    "fit_threshold",
    "is_strange",
    "report",
]
