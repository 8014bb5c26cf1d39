"""What an index is made of: records in an store, rows in a matrix, and the search over both."""
