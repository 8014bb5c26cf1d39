"""The Sort room: a table in, a label with honest confidence on every row, a person where needed."""
