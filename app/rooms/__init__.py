"""The rooms of the page, a folder each: state, handlers, screen, style. No room imports another."""
