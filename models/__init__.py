"""Recipes that make Hearthside's model files from public weights. Build time only.

Knows numpy, onnx and gguf; knows nothing of the app, of browsers or of stories.
"""


class RecipeError(Exception):
    """A model cannot be made; the message says what is wrong and what to do."""
