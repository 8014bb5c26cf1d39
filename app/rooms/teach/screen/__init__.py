"""What the Teach room looks like. Pure: state in, `Html` out."""
