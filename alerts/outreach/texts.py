"""Text messages, in the languages of the reassurance call."""

_GUARDIAN = {
    "en": "{name} asked for help during a ride. We are with them. Where they are now: {url}",
    "zh": "{name}在行程中求助，我们正在处理。实时位置：{url}",
    "es": "{name} ha pedido ayuda durante un viaje. Estamos con ello. Dónde está ahora: {url}",
    "pt": "{name} pediu ajuda durante uma viagem. Estamos a tratar disso. Onde está agora: {url}",
}
_SOMEBODY = {
    "en": "Somebody who trusts you",
    "zh": "信任您的人",
    "es": "Alguien que confía en usted",
    "pt": "Alguém que confia em si",
}


def guardian_text(language: str, name: str | None, url: str) -> str:
    """What a trusted contact reads."""
    return _GUARDIAN[language].format(name=name or _SOMEBODY[language], url=url)
