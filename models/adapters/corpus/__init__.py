"""The rules that every line of the adapters' data keeps. Knows nothing of training."""
