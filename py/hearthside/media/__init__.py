"""Pictures and sounds for models that see and hear: values, sizes and counts of soft tokens.

Pure. Knows nothing of files or devices.
"""

from hearthside.media.sizes import audio_tokens, fitted_size, image_tokens
from hearthside.media.taken import Picture, Sound, Taken

__all__ = ["Picture", "Sound", "Taken", "audio_tokens", "fitted_size", "image_tokens"]
