"""Text messages, in the languages of the reassurance call."""

_GUARDIAN = {
    "en": "{name} may need help during a ride. We are looking after it. Where they are now: {url}",
    "zh": "{name}在行程中可能需要帮助，我们正在处理。实时位置：{url}",
    "es": "{name} puede necesitar ayuda durante un viaje. Estamos con ello. Dónde está ahora: {url}",
    "pt": "{name} pode precisar de ajuda durante uma viagem. Estamos a tratar disso. Onde está agora: {url}",
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


_RIDER = {
    "en": "Your ride's safety desk tried to call you, because {reason}. Answer 2 if you need help, or open {url}",
    "zh": "行程安全中心刚才致电给您，因为{reason}。需要帮助请回复2，或打开 {url}",
    "es": "Seguridad de su viaje: le hemos llamado, porque {reason}. Responda 2 si necesita ayuda, o abra {url}",
    "pt": "Segurança da sua viagem: ligámos-lhe, porque {reason}. Responda 2 se precisa de ajuda, ou abra {url}",
}
_HEARD = {
    "en": "A person is looking after you now.",
    "zh": "安全专员正在处理。",
    "es": "Una persona se ocupa de usted ahora mismo.",
    "pt": "Uma pessoa está já a tratar de si.",
}
_NOT_HEARD = {
    "en": "Answer 2 if you need help. To tell us that all is well, open the link.",
    "zh": "需要帮助请回复2。如一切正常，请打开链接告诉我们。",
    "es": "Responda 2 si necesita ayuda. Para decirnos que todo va bien, abra el enlace.",
    "pt": "Responda 2 se precisa de ajuda. Para nos dizer que está tudo bem, abra a ligação.",
}


def rider_text(language: str, reason: str, url: str) -> str:
    """For a rider whom no call has reached."""
    return _RIDER[language].format(reason=reason, url=url)


def answered_text(language: str, *, heard: bool) -> str:
    """What an answer is answered with."""
    return (_HEARD if heard else _NOT_HEARD)[language]
