"""The recipe of models that write: Gemma 3 text models, pinned, random or a person's own."""
