"""The Find room: a person's own files, searched by meaning and by words, and asked."""
