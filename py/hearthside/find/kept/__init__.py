"""How an index is kept: records in a chest, rows in a matrix. Knows nothing of searching."""
