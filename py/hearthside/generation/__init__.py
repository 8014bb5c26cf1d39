"""Models that generate text: prompts in, tokens out."""
