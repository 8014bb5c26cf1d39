"""What the Look & listen room shows, part by part."""
