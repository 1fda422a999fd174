"""Reading drives, and replaying them."""
