"""Low-rank adapters (Hu et al. 2021, arXiv 2106.09685): a few megabytes that teach a frozen model.

    adapter = read_adapter(data)              # a file's bytes, whoever made them
    check_fits(adapter, model.info.adapters)  # or adapter.unfit, with what to do

**The form.** Beside each frozen matrix W [out, in] of a layer stands x A B: A [in, rank] narrows
a vector, B [rank, out] widens it again, and y = W x + (x A) B. There is one A and one B for each
*fused* matrix as the model stores it (`ports.MODULES`: q, k and v are one, gate and up are one).
Those of all layers are stacked, which makes eight arrays: `qkv.A` [layers, in, rank], `qkv.B`
[layers, rank, out], and so for o, gate_up and down. The scale of the paper (alpha / rank) is folded
into B. An adapter of rank 0, eight empty arrays, is the frozen model.

**The file** is one safetensors file: float16, the arrays in the order of `ports.ARRAYS`, nothing
between them. Its `__metadata__` holds `format` ("hearthside-adapter/1") and `manifest`, an
`AdapterManifest` as JSON: what it was made for, from and how.

**Which model takes it**: any whose body (layers and norms) is the one that it was trained on, by
the SHA-256 of that file (`AdapterForm.base`). The embedding is no part of it: a slice of the
vocabulary and the whole of it take the same adapters. Keys and values that were cached under one
adapter are wrong under another.

Pure Python: runs in the page too. Knows nothing of how it is trained, or of how it is applied.
"""

from hearthside.lora.adapter import Adapter, check_fits, fresh_arrays, halves_of, no_arrays
from hearthside.lora.file import read_adapter, write_adapter
from hearthside.lora.manifest import AdapterManifest, Point, TrainingData, TrainingRecipe
from hearthside.lora.numbers import narrowed, widened
from hearthside.lora.shelf import ADAPTERS, AdapterCard, AdapterShelf

__all__ = [
    "ADAPTERS",
    "Adapter",
    "AdapterCard",
    "AdapterManifest",
    "AdapterShelf",
    "Point",
    "TrainingData",
    "TrainingRecipe",
    "check_fits",
    "fresh_arrays",
    "halves_of",
    "narrowed",
    "no_arrays",
    "read_adapter",
    "widened",
    "write_adapter",
]
