"""What every bench in a browser opens, and what it is asked there."""
