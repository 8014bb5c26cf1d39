"""Plain text: numbers and languages. Knows nothing of models, policies or files."""
