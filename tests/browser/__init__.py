"""The wall in a real browser, against the real service."""
