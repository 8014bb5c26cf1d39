"""The Story room: a few words in, a story out, scene by scene, with turns on the way."""
