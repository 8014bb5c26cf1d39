"""What the Talk room shows, part by part."""
