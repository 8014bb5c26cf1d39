"""What the Write room shows: pure functions from its state to HTML."""
