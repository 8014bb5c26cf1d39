"""Computes golden.npz with Hugging Face's own Gemma 4, on the weights that the recipe stores.

Run by hand where torch and transformers are, not in the tests:

    pip install torch==2.13.0 transformers==5.24.0
    python -m tests.unit.models.multimodal.make_golden

Beside the project's packages it needs those two. The numbers are kept as float32, logits of every
position for the text, of the last ones for the rest.
"""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from transformers import DynamicCache, Gemma4Config, Gemma4ForConditionalGeneration

from models.multimodal.config import config
from models.multimodal.shape import Gemma4
from models.multimodal.storage import stored, write_weights
from models.multimodal.tensors import audio_sizes, text_sizes, vision_sizes
from models.multimodal.tiny import gemma4_tokenizer, tiny_gemma4
from tests.unit.models.multimodal import cases

OUT = Path(__file__).with_name("golden.npz")
KEPT_LOGITS = 4


def reference(model: Gemma4, vocabulary: dict[str, int]) -> Gemma4ForConditionalGeneration:
    """Hugging Face's model with these weights, every one of them and no other."""
    told = config(model, vocabulary, context_tokens=4096)
    made = Gemma4Config(**{key: told[key] for key in told if key != "architectures"})
    made._attn_implementation = "eager"
    theirs = Gemma4ForConditionalGeneration(made).eval()
    vision, audio = vision_sizes(model.vision, model.text), audio_sizes(model.audio, model.text)
    names = [*text_sizes(model.text), *vision, *audio]
    state = {f"model.{name}": torch.from_numpy(np.array(model.tensor(name))) for name in names}
    missing, unexpected = theirs.load_state_dict(state, strict=False)
    assert not unexpected, unexpected
    assert set(missing) <= {"lm_head.weight"}, missing
    theirs.tie_weights()
    return theirs


def golden(theirs: Any, vocabulary: dict[str, int]) -> cases.Arrays:
    """Per prompt the logits and the greedy tokens; features, embeddings and layers' inputs."""
    seen = cases.media()
    given = {
        "pixel_values": torch.from_numpy(seen.pixel_values),
        "image_position_ids": torch.from_numpy(seen.pixel_position_ids),
        "input_features": torch.from_numpy(seen.input_features),
        "input_features_mask": torch.from_numpy(seen.input_features_mask),
    }
    pictures, sounds = list(given)[:2], list(given)[2:]
    found: cases.Arrays = {}
    image = theirs.model.get_image_features(*[given[name] for name in pictures])
    found["image_features"] = torch.cat(image.pooler_output).numpy()
    audio = theirs.model.get_audio_features(*[given[name] for name in sounds])
    found["audio_features"] = audio.pooler_output[audio.attention_mask].numpy()
    for kind, ids in cases.prompts(vocabulary).items():
        has = dict(zip(("image", "audio"), cases.features_of(kind), strict=True))
        names = [*(pictures if has["image"] else []), *(sounds if has["audio"] else [])]
        fed = torch.tensor([ids])
        inputs = {name: given[name] for name in names}
        logits = theirs(input_ids=fed, cache=DynamicCache(), **inputs).logits[0].numpy()
        found[f"{kind}_logits"] = logits if kind == "text" else logits[-KEPT_LOGITS:]
        found[f"{kind}_greedy"] = greedy(theirs, fed, inputs)
    text = torch.tensor([cases.prompts(vocabulary)["text"]])
    found["text_embeds"] = theirs.model.language_model.embed_tokens(text).numpy()
    found["text_layers"] = theirs.model.language_model.get_per_layer_inputs(text).numpy()
    return found


def greedy(theirs: Any, fed: torch.Tensor, inputs: dict[str, torch.Tensor]) -> Any:
    """The best next token again and again, the whole read anew each time: no cache can be wrong."""
    first = fed.shape[1]
    for _ in range(cases.GREEDY_TOKENS):
        best = theirs(input_ids=fed, **inputs).logits[:, -1].argmax(-1, keepdim=True)
        fed = torch.cat([fed, best], dim=1)
    return fed[0, first:].numpy()


def main() -> None:
    """Writes golden.npz."""
    vocabulary: dict[str, int] = gemma4_tokenizer()["model"]["vocab"]
    model = tiny_gemma4(gemma4_tokenizer())
    with tempfile.TemporaryDirectory() as folder:
        slots = write_weights(model, Path(folder), "q4")
        with torch.no_grad():
            theirs = reference(stored(model, Path(folder), slots), vocabulary)
            found = golden(theirs, vocabulary)
    np.savez_compressed(OUT, **found)
    print(f"{OUT}: {OUT.stat().st_size} bytes, transformers {transformers.__version__}")
    for name, array in found.items():
        print(name, array.shape, array if "greedy" in name else f"std {array.std():.4f}")


if __name__ == "__main__":
    main()
