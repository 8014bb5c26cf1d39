"""What an index is made of: records in a chest, rows in a matrix, and the search over both."""
