"""Pictures and sounds for models that see and hear: sizes and counts of soft tokens.

Pure arithmetic. Knows nothing of files, pixels or devices.
"""

from hearthside.media.sizes import audio_tokens, fitted_size, image_tokens

__all__ = ["audio_tokens", "fitted_size", "image_tokens"]
