"""Real drives, replayed: read from files, then through a fleet in this process or into a running service."""
