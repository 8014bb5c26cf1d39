"""What comes of every event of the Find room: pure rules, filed in the shell's tables."""
