"""What an embedding model adds to sorting: another way to decide, rows like this, twins, groups."""
