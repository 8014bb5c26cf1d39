"""What the Story room shows: pure functions from state to HTML."""
