"""The ports in memory, for tests: exact, quick, and with faults where they are wanted."""
