"""The recipe of embedding models: Gemma 3 without a causal mask, pooled into one vector a text."""
