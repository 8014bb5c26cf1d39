"""Deciding: labels, features, calibrated probabilities, and what labelled rows teach and prove.

A `Model` or `Embeddings` is handed in.
"""

from hearthside.classify.classifier import Classifier, Source, SourceKind, classify
from hearthside.classify.compare import Comparison, Trial, better_of, better_on
from hearthside.classify.crossfit import crossfit
from hearthside.classify.features import Decision, Features, Score
from hearthside.classify.labels import MAX_LABELS, Form, Label, Labelled, checked_labels
from hearthside.classify.out_of_distribution import (
    OOD_CUT,
    OodCut,
    fit_ood_cut,
    is_out_of_distribution,
)
from hearthside.classify.predictor import NOTE_NOTHING
from hearthside.classify.report import Judged, Report, report
from hearthside.classify.sources.embedding.source import Embeddings
from hearthside.classify.sources.likelihood.fitted import NOTE_CUT
from hearthside.classify.sources.likelihood.prompt import PROMPT_EDITION
from hearthside.classify.threshold import (
    Accuracy,
    Cost,
    Goal,
    Line,
    LineKind,
    Threshold,
    accepts,
    fit_threshold,
)

__all__ = [
    "MAX_LABELS",
    "NOTE_CUT",
    "NOTE_NOTHING",
    "OOD_CUT",
    "PROMPT_EDITION",
    "Accuracy",
    "Classifier",
    "Comparison",
    "Cost",
    "Decision",
    "Embeddings",
    "Features",
    "Form",
    "Goal",
    "Judged",
    "Label",
    "Labelled",
    "Line",
    "LineKind",
    "OodCut",
    "Report",
    "Score",
    "Source",
    "SourceKind",
    "Threshold",
    "Trial",
    "accepts",
    "better_of",
    "better_on",
    "checked_labels",
    "classify",
    "crossfit",
    "fit_ood_cut",
    "fit_threshold",
    "is_out_of_distribution",
    "report",
]
