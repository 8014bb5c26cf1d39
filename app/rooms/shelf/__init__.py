"""The Shelf: the stories kept on this device."""
