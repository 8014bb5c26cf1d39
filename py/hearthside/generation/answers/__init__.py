"""What tasks share that ask a model again and again: a context that is kept, an answer alone."""
