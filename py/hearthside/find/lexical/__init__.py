"""The words of a collection: which rows hold them, and how they are kept."""
