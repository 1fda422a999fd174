"""The service: phones in, findings and presses to the desk, people told, every step measured."""
