"""What comes of every event of the Route room: pure rules, filed in the shell's tables."""
