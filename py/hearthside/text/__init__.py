"""Plain text: words, sentences, numbers, languages. Knows nothing of models, policies or files."""
