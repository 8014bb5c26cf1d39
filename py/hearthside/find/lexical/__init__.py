"""The words of a collection: what they are, which rows hold them, how they are kept."""
