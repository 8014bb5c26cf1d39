"""What an index is made of: records in a store, rows in a matrix, and the search over both."""
