"""A reader for each kind of file, from text or bytes to a Content. Knows nothing of search."""
