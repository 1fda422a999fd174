"""Properties take as long as they take: how busy a machine is says nothing about geometry."""

from hypothesis import settings

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
