"""Computes golden.json with Hugging Face's own processors for Gemma 4.

Run by hand where transformers is, not in the tests:

    pip install torch==2.13.0 transformers==5.24.0 pillow
    PYTHONPATH=. python -m tests.unit.adapters.media.make_golden
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from transformers.models.gemma4.feature_extraction_gemma4 import Gemma4AudioFeatureExtractor
from transformers.models.gemma4.image_processing_pil_gemma4 import (
    Gemma4ImageProcessorPil,
    get_aspect_ratio_preserving_size,
)

from tests.unit.adapters.media import rules

OUT = Path(__file__).with_name("golden.json")


def sizes() -> list[list[int]]:
    """Width, height and budget; the fitted width and height."""
    found = []
    for width, height in rules.SIZES:
        for budget in rules.BUDGETS:
            fitted = get_aspect_ratio_preserving_size(height, width, 16, budget * 9, 3)
            found.append([width, height, budget, fitted[1], fitted[0]])
    return found


def pictures() -> list[dict[str, Any]]:
    """Of each picture its soft tokens, and some patches whole with their places."""
    processor = Gemma4ImageProcessorPil(max_soft_tokens=rules.PICTURE_BUDGET)
    found = []
    for width, height in rules.PICTURES:
        every = np.array([rules.pixel(at) for at in range(4 * width * height)], np.uint8)
        picture = Image.fromarray(every.reshape(height, width, 4)[..., :3].copy())
        made = processor(images=picture, return_tensors="np")
        places = made["image_position_ids"][0]
        real = int((places[:, 0] >= 0).sum())
        kept = [
            {
                "patch": at,
                "place": places[at].tolist(),
                "bytes": np.rint(made["pixel_values"][0, at] * 255).astype(int).tolist(),
            }
            for at in rules.spread(real, rules.PATCHES_KEPT)
        ]
        assert all(
            np.abs(np.array(one["bytes"]) / 255 - made["pixel_values"][0, one["patch"]]).max()
            < 1e-7
            for one in kept
        )
        tokens = int(made["num_soft_tokens_per_image"][0])
        told = {"width": width, "height": height, "patches": real, "soft_tokens": tokens}
        found.append({**told, "kept": kept})
    return found


def sounds() -> list[dict[str, Any]]:
    """Of each sound its frames, those heard, and some of them."""
    extractor = Gemma4AudioFeatureExtractor()
    found = []
    for count in rules.SOUNDS:
        samples = np.array([rules.sample(at) for at in range(count)], np.float32)
        made = extractor([samples], return_tensors="np")
        mels, mask = made["input_features"][0], made["input_features_mask"][0]
        heard = int(mask.sum())
        kept = [
            {"frame": at, "mels": [round(float(one), 5) for one in mels[at]]}
            for at in rules.spread(heard, rules.FRAMES_KEPT)
        ]
        told = {"samples": count, "frames": len(mask), "heard": heard}
        tokens = int(mask[::2][::2].sum())
        mean = round(float(mels[:heard].mean()), 5)
        found.append({**told, "soft_tokens": tokens, "mean": mean, "kept": kept})
    return found


def main() -> None:
    """Writes golden.json."""
    found = {"sizes": sizes(), "pictures": pictures(), "sounds": sounds()}
    lines = [f'"{name}": {json.dumps(one, separators=(",", ":"))}' for name, one in found.items()]
    OUT.write_text("{" + ",\n".join(lines) + "}\n", "utf-8")
    print(OUT, OUT.stat().st_size)


if __name__ == "__main__":
    main()
