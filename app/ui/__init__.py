"""What every screen is made of: pure functions from values to HTML."""
