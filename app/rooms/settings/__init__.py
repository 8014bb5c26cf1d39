"""Settings: models, device, voice, and what this page keeps."""
