"""What the app does about an effect: the only part of the face that waits for anything."""
