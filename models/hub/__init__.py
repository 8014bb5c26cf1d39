"""Fetches pinned safetensors checkpoints from the Hugging Face hub into the cache, and checks them.

Standard library only. Knows which files a checkpoint has; knows nothing of what is in them.
"""

from models.hub.address import PREFIX, HubModel, read_address
from models.hub.checkpoint import Checkpoint, fetch_checkpoint

__all__ = ["PREFIX", "Checkpoint", "HubModel", "fetch_checkpoint", "read_address"]
