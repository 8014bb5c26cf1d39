"""Numbers in words, language by language."""
