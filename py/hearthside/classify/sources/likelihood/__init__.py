"""Deciding by the likelihood of the labels: few labels, no examples or some.

Knows nothing of the classifiers beside it.
"""
