"""Plain text: numbers, languages and dialogue. Knows nothing of models, policies or files."""
