"""Deciding by embeddings: softmax regression on the vectors of examples and of labels' own words.

Knows nothing of how vectors are made, of thresholds, or of what a label leads to.
"""
