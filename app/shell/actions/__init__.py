"""What waits: loading models, reading choices."""
