"""What a text of rows is made of: its separator, what stands above its table, a chat."""
