"""The sizes of a Gemma 4 as Hugging Face's config.json spells them: transformers and
transformers.js read them so."""

from collections.abc import Mapping
from typing import Any

from models.multimodal.shape import AudioShape, Gemma4, TextShape, VisionShape


def config(model: Gemma4, vocabulary: Mapping[str, int], context_tokens: int) -> dict[str, Any]:
    """The whole config.json, parsed."""
    return {
        "model_type": "gemma4",
        "architectures": ["Gemma4ForConditionalGeneration"],
        "text_config": _text(model.text, context_tokens),
        "vision_config": _vision(model.vision),
        "audio_config": _audio(model.audio),
        "image_token_id": vocabulary["<|image|>"],
        "audio_token_id": vocabulary["<|audio|>"],
        "video_token_id": len(vocabulary),  # there is none
        "boi_token_id": vocabulary["<|image>"],
        "eoi_token_id": vocabulary["<image|>"],
        "boa_token_id": vocabulary["<|audio>"],
        "eoa_token_index": vocabulary["<audio|>"],
    }


def _text(shape: TextShape, context_tokens: int) -> dict[str, Any]:
    proportional = {"rope_type": "proportional", "partial_rotary_factor": shape.rotated_part}
    return {
        "model_type": "gemma4_text",
        "vocab_size": shape.vocab_size,
        "vocab_size_per_layer_input": shape.vocab_size,
        "hidden_size": shape.hidden_size,
        "intermediate_size": shape.ffn_size,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": 1,
        "head_dim": shape.head_dim_sliding,
        "global_head_dim": shape.head_dim_full,
        "hidden_size_per_layer_input": shape.per_layer_size,
        "num_kv_shared_layers": shape.shared_layers,
        "use_double_wide_mlp": True,
        "sliding_window": shape.window_tokens,
        "layer_types": [f"{'full' if full else 'sliding'}_attention" for full in shape.full],
        "final_logit_softcapping": shape.logit_cap,
        "rope_parameters": {
            "sliding_attention": {"rope_type": "default", "rope_theta": shape.rope_base_sliding},
            "full_attention": {**proportional, "rope_theta": shape.rope_base_full},
        },
        "max_position_embeddings": context_tokens,
        "rms_norm_eps": shape.norm_epsilon,
    }


def _vision(shape: VisionShape) -> dict[str, Any]:
    return {
        "model_type": "gemma4_vision",
        "hidden_size": shape.hidden_size,
        "intermediate_size": shape.ffn_size,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.heads,
        "head_dim": shape.head_dim,
        "patch_size": shape.patch_pixels,
        "pooling_kernel_size": shape.pooling,
        "position_embedding_size": shape.positions,
        "use_clipped_linears": True,
        "rope_parameters": {"rope_type": "axial", "rope_theta": shape.rope_base},
        "rms_norm_eps": shape.norm_epsilon,
    }


def _audio(shape: AudioShape) -> dict[str, Any]:
    return {
        "model_type": "gemma4_audio",
        "hidden_size": shape.hidden_size,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "subsampling_conv_channels": list(shape.channels),
        "conv_kernel_size": shape.kernel,
        "attention_chunk_size": shape.reach,
        "attention_context_left": shape.reach + 1,
        "attention_logit_cap": shape.logit_cap,
        "residual_weight": shape.residual_weight,
        "output_proj_dims": shape.output_size,
        "use_clipped_linears": True,
        "rms_norm_eps": shape.norm_epsilon,
    }
