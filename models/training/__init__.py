"""The training graph of a model that writes: loss, and gradients of low-rank adapters on it.

Made beside a built model from what its manifest says, over the bytes that are there. Knows nothing
of optimisers, of texts, or of what is learnt.
"""
