"""The tensors of a Gemma 4 by name, and their sizes. Knows no weights.

Names are those of Hugging Face's checkpoints less `model.` at the beginning; the order is that in
which they are stored.
"""

from collections.abc import Iterator

from models.multimodal.shape import AudioShape, TextShape, VisionShape

Sizes = Iterator[tuple[str, tuple[int, ...]]]


def text_sizes(shape: TextShape) -> dict[str, tuple[int, ...]]:
    """The tensors of a text model and their sizes, in the order in which they are stored."""
    return dict(_text(shape))


def vision_sizes(shape: VisionShape, text: TextShape) -> dict[str, tuple[int, ...]]:
    """As `text_sizes`, of an image encoder."""
    return dict(_vision(shape, text))


def audio_sizes(shape: AudioShape, text: TextShape) -> dict[str, tuple[int, ...]]:
    """As `text_sizes`, of a sound encoder."""
    return dict(_audio(shape, text))


def _text(shape: TextShape) -> Sizes:
    root, hidden, own = "language_model", shape.hidden_size, shape.per_layer_size
    every = shape.layers * own
    yield f"{root}.embed_tokens.weight", (shape.vocab_size, hidden)
    yield f"{root}.embed_tokens_per_layer.weight", (shape.vocab_size, every)
    yield f"{root}.per_layer_model_projection.weight", (every, hidden)
    yield f"{root}.per_layer_projection_norm.weight", (own,)
    yield f"{root}.norm.weight", (hidden,)
    for layer in range(shape.layers):
        at, head, ffn = f"{root}.layers.{layer}", shape.head_dim(layer), shape.ffn(layer)
        yield f"{at}.self_attn.q_proj.weight", (shape.heads * head, hidden)
        yield f"{at}.self_attn.q_norm.weight", (head,)
        if layer < shape.own_layers:
            yield f"{at}.self_attn.k_proj.weight", (head, hidden)
            yield f"{at}.self_attn.v_proj.weight", (head, hidden)
            yield f"{at}.self_attn.k_norm.weight", (head,)
        yield f"{at}.self_attn.o_proj.weight", (hidden, shape.heads * head)
        yield from _gated(at, hidden, ffn, "weight")
        yield f"{at}.per_layer_input_gate.weight", (own, hidden)
        yield f"{at}.per_layer_projection.weight", (hidden, own)
        yield f"{at}.post_per_layer_input_norm.weight", (hidden,)
        yield f"{at}.layer_scalar", (1,)
        yield from _four_norms(at, hidden)


def _gated(at: str, hidden: int, ffn: int, weight: str) -> Sizes:
    yield f"{at}.mlp.gate_proj.{weight}", (ffn, hidden)
    yield f"{at}.mlp.up_proj.{weight}", (ffn, hidden)
    yield f"{at}.mlp.down_proj.{weight}", (hidden, ffn)


def _four_norms(at: str, hidden: int) -> Sizes:
    for name in ("input", "post_attention", "pre_feedforward", "post_feedforward"):
        yield f"{at}.{name}_layernorm.weight", (hidden,)


def _vision(shape: VisionShape, text: TextShape) -> Sizes:
    root, hidden = "vision_tower", shape.hidden_size
    yield f"{root}.patch_embedder.input_proj.weight", (hidden, shape.patch_numbers)
    yield f"{root}.patch_embedder.position_embedding_table", (2, shape.positions, hidden)
    for layer in range(shape.layers):
        at = f"{root}.encoder.layers.{layer}"
        for name in ("q", "k", "v", "o"):
            yield from _bounded(f"{at}.self_attn.{name}_proj", hidden, hidden)
        for name in ("q", "k"):
            yield f"{at}.self_attn.{name}_norm.weight", (shape.head_dim,)
        yield from _bounded(f"{at}.mlp.gate_proj", shape.ffn_size, hidden)
        yield from _bounded(f"{at}.mlp.up_proj", shape.ffn_size, hidden)
        yield from _bounded(f"{at}.mlp.down_proj", hidden, shape.ffn_size)
        yield from _four_norms(at, hidden)
    yield "embed_vision.embedding_projection.weight", (text.hidden_size, hidden)


def _bounded(at: str, rows: int, columns: int) -> Sizes:
    yield f"{at}.linear.weight", (rows, columns)
    for bound in ("input_min", "input_max", "output_min", "output_max"):
        yield f"{at}.{bound}", ()


def _audio(shape: AudioShape, text: TextShape) -> Sizes:
    root, hidden = "audio_tower", shape.hidden_size
    first, second = shape.channels
    convolutions = f"{root}.subsample_conv_projection"
    for at, (before, after) in enumerate(((1, first), (first, second))):
        yield f"{convolutions}.layer{at}.conv.weight", (after, before, 3, 3)
        yield f"{convolutions}.layer{at}.norm.weight", (after,)
    yield f"{convolutions}.input_proj_linear.weight", (hidden, shape.mels // 4 * second)
    for layer in range(shape.layers):
        yield from _conformer(f"{root}.layers.{layer}", shape)
    yield f"{root}.output_proj.weight", (shape.output_size, hidden)
    yield f"{root}.output_proj.bias", (shape.output_size,)
    yield "embed_audio.embedding_projection.weight", (text.hidden_size, shape.output_size)


def _conformer(at: str, shape: AudioShape) -> Sizes:
    hidden = shape.hidden_size
    for part in ("feed_forward1", "feed_forward2"):
        yield f"{at}.{part}.pre_layer_norm.weight", (hidden,)
        yield from _bounded(f"{at}.{part}.ffw_layer_1", 4 * hidden, hidden)
        yield from _bounded(f"{at}.{part}.ffw_layer_2", hidden, 4 * hidden)
        yield f"{at}.{part}.post_layer_norm.weight", (hidden,)
    for name in ("q_proj", "k_proj", "v_proj", "post"):
        yield from _bounded(f"{at}.self_attn.{name}", hidden, hidden)
    yield f"{at}.self_attn.relative_k_proj.weight", (hidden, hidden)
    yield f"{at}.self_attn.per_dim_scale", (shape.head_dim,)
    yield f"{at}.lconv1d.pre_layer_norm.weight", (hidden,)
    yield from _bounded(f"{at}.lconv1d.linear_start", 2 * hidden, hidden)
    yield f"{at}.lconv1d.depthwise_conv1d.weight", (hidden, 1, shape.kernel)
    yield f"{at}.lconv1d.conv_norm.weight", (hidden,)
    yield from _bounded(f"{at}.lconv1d.linear_end", hidden, hidden)
    for name in ("pre_attn", "post_attn", "out"):
        yield f"{at}.norm_{name}.weight", (hidden,)
