"""What waits in the Find room: collections, files, vectors, searches."""
