"""What waits in the Sort room: reading rows, learning, keeping."""
