"""The addresses of our webhooks: an id in a path, and back again."""


def hook_url(base: str, kind: str, name: str) -> str:
    """Where the carrier finds us about a call, a page or a message; each step is named behind it."""
    assert "~" not in name, f"{name} cannot stand in an address"
    return f"{base}/v1/twilio/{kind}/{name.replace('/', '~')}"


def name_of(word: str) -> str:
    """The id in an address."""
    return word.replace("~", "/")
