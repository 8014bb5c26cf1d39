"""Reads Gemma 3 text weights from a GGUF file or a safetensors folder into one description.

Both give the same names and meanings: norms hold the factor itself (GGUF stores 1 + w, safetensors
w), projections are [out, in]; query, key and value are one matrix, and so are gate and up. Knows
nothing of ONNX or tokenizers.
"""

from pathlib import Path

from models.weights.gguf_file import gguf_tokens, read_gguf
from models.weights.safetensors_file import read_folder
from models.weights.shape import Floats, Shape, Weights

__all__ = ["Floats", "Shape", "Weights", "gguf_tokens", "read_weights"]


def read_weights(path: Path) -> Weights:
    """The weights at `path`: a .gguf file or a folder with config.json and *.safetensors.

    Raises RecipeError when the file is damaged, cut short, or not a Gemma 3 text model.
    """
    if path.is_dir():
        return read_folder(path)
    return read_gguf(path)
