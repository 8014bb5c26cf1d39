"""Makes ../../golden/embeddinggemma-300m.npz: what sentence-transformers makes of texts in float32.

Run by hand, in an environment of its own (torch, sentence-transformers; the versions are printed
and kept): `python tests/quality/embedding/float32/make_golden.py FOLDER`, FOLDER being the model's
folder out of the wheels. It shares no code with models/. Vectors are kept as float16: a part in
2,000.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

sys.path.insert(0, str(Path(__file__).parents[1]))
from texts import fingerprint, long_texts, short_texts

PACKAGES = ("torch", "transformers", "sentence-transformers", "tokenizers")


def main(folder: str) -> None:
    """Embeds the texts one by one, so that no padding is in play, and writes the vectors."""
    model = SentenceTransformer(folder, device="cpu")
    model.max_seq_length = 2047
    texts = [text for texts in short_texts().values() for text in texts] + long_texts()
    vectors = model.encode(texts, batch_size=1, convert_to_numpy=True)
    versions = {package: version(package) for package in PACKAGES}
    path = Path(__file__).parents[2] / "golden/embeddinggemma-300m.npz"
    np.savez_compressed(
        path,
        vectors=vectors.astype(np.float16),
        fingerprint=np.array(fingerprint(texts)),
        versions=np.array(str(versions)),
    )
    print(path, path.stat().st_size, "bytes", versions)


if __name__ == "__main__":
    main(*sys.argv[1:])
