"""What all rooms share: models and their loading, choices, the place, and what is set aside."""
