"""What the bench prints."""
