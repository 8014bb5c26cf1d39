"""A graphics card and its browser: speed there, and memory while a large model is loaded."""
