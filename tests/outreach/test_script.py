"""What the call says and understands, in every language it is held in."""

import pytest

from alerts.outreach.exchange.twiml import Broken, Gather, Hangup, Redirect, Say, Verb, read_twiml
from alerts.outreach.hearing import understood_key, understood_speech
from alerts.outreach.reasons import REASONS, reason_of
from alerts.outreach.script import About, answered, ask, broken, in_a_room, pin_given, stayed
from alerts.outreach.story import Heard
from alerts.outreach.words import languages, spoken

LANGUAGES = sorted(languages())


def call(
    language: str = "en", *, plate: str | None = "AB-12-CD", reason: str = "deviation", pin: bool = False
) -> About:
    return About(language, reason, plate, pin)


def verbs(twiml: str) -> tuple[Verb, ...]:
    read = read_twiml(twiml)
    assert not isinstance(read, Broken), read
    return read


def spoken_in(twiml: str) -> list[str]:
    said = [each for verb in verbs(twiml) for each in (verb.nested if isinstance(verb, Gather) else (verb,))]
    return [each.text for each in said if isinstance(each, Say)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
def test_the_question_names_the_car_and_the_reason_in_one_sentence(language: str, reason: str) -> None:
    greeting, question = spoken_in(ask(call(language, reason=reason)))
    assert "A B 1 2 C D" in greeting
    assert languages()[language].reasons[reason] in greeting
    assert all(key in question for key in "120")


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_and_speech_are_listened_for_in_the_language_of_the_question(language: str) -> None:
    [gather] = verbs(ask(call(language)))
    assert isinstance(gather, Gather)
    assert gather.inputs == {"dtmf", "speech"}
    assert gather.on_empty
    assert gather.action == "answer-1"
    assert {said.language for said in gather.nested if isinstance(said, Say)} == {languages()[language].say}


def test_a_plate_that_is_not_known_is_not_made_up() -> None:
    assert "the car you are riding in," in spoken_in(ask(call(plate=None)))[0]


def test_a_plate_cannot_smuggle_words_into_the_document() -> None:
    for plate in ("<Hangup/>&x;", "<P/>&1;"):
        greeting, _ = spoken_in(ask(call(plate=plate)))
        assert "because it has left its planned route" in greeting


def test_a_plate_is_spelt_and_a_car_is_described() -> None:
    assert "the car A B 1 2 C D, because" in spoken_in(ask(call(plate="AB-12-CD")))[0]
    assert "the car silver Model 3, because" in spoken_in(ask(call(plate="silver Model 3")))[0]


@pytest.mark.parametrize(("digits", "meaning"), [("1", "safe"), ("2", "help"), ("0", "person")])
def test_keys_mean_what_the_question_said(digits: str, meaning: str) -> None:
    turn = answered(call(), 1, digits, "", 0.0, machine=False)
    assert turn.heard is not None
    assert turn.heard.meaning == meaning
    assert turn.heard.last


def test_nothing_then_once_more_then_up() -> None:
    first = answered(call(), 1, "", "", 0.0, machine=False)
    assert first.heard == Heard("nothing", last=False)
    assert isinstance(verbs(first.twiml)[0], Gather)
    second = answered(call(), 2, "", "", 0.0, machine=False)
    assert second.heard == Heard("nothing", last=True)
    assert isinstance(verbs(second.twiml)[-1], Hangup)


def test_a_wrong_key_is_not_understood_and_says_so() -> None:
    again = answered(call(), 1, "7", "", 0.0, machine=False)
    assert spoken_in(again.twiml)[0] == "I did not understand."
    assert answered(call(), 2, "7", "", 0.0, machine=False).heard == Heard("nothing", last=True)


def test_a_machine_is_not_asked_twice() -> None:
    assert answered(call(), 1, "", "", 0.0, machine=True).heard == Heard("nothing", last=True)


def test_where_a_pin_is_set_one_alone_calms_nobody() -> None:
    turn = answered(call(pin=True), 1, "1", "", 0.0, machine=False)
    assert turn.heard is None
    [gather] = verbs(turn.twiml)
    assert isinstance(gather, Gather)
    assert gather.action == "pin-1"


def test_the_duress_pin_is_answered_as_the_pin_is() -> None:
    pin, duress = pin_given(call(pin=True), 1, "pin"), pin_given(call(pin=True), 1, "duress")
    assert pin.twiml == duress.twiml
    assert (pin.heard, duress.heard) == (Heard("safe", last=True), Heard("duress", last=True))


def test_a_wrong_pin_may_be_given_once_more_and_then_a_person_calls() -> None:
    first, second = pin_given(call(pin=True), 1, "wrong"), pin_given(call(pin=True), 2, "wrong")
    assert (first.heard, second.heard) == (Heard("wrong_pin", last=False), Heard("wrong_pin", last=True))
    assert spoken_in(second.twiml) == [languages()["en"].call_back]


def test_whoever_waits_for_a_person_hears_from_us_and_not_for_ever() -> None:
    waits = verbs(stayed(call(), 1))
    assert waits[-1] == Redirect("stay-2")
    assert isinstance(verbs(stayed(call(), 6))[-1], Hangup)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_when_all_else_fails_is_a_document_too(language: str) -> None:
    assert isinstance(verbs(broken(language))[-1], Hangup)
    assert verbs(in_a_room("case-1"))


def test_a_language_that_is_not_there_falls_back_and_says_so() -> None:
    assert spoken("pt-BR") == ("pt", True)
    assert spoken("ZH_cn") == ("zh", True)
    assert spoken("fi") == ("en", False)
    assert spoken(None) == ("en", False)


def test_the_newest_kind_with_words_is_the_reason() -> None:
    assert reason_of(("deviation", "dwell", "unwatched"), pressed=False) == "dwell"
    assert reason_of(("deviation",), pressed=True) == "press"
    assert reason_of((), pressed=False) == "other"


HELP = {"en": "please help me", "zh": "救命啊", "es": "¡Ayúdeme, por favor!", "pt": "preciso de ajuda"}
SAFE = {"en": "I'm fine, thank you", "zh": "我没事", "es": "estoy bien", "pt": "Está tudo bem"}
PERSON = {"en": "can I talk to a person", "zh": "我要人工", "es": "con un agente", "pt": "quero falar com uma pessoa"}
DOUBT = {"en": "I don't need help", "zh": "不需要帮助", "es": "no necesito ayuda", "pt": "não preciso de ajuda"}
NOT_SAFE = {"en": "I'm not safe", "zh": "我不安全", "es": "no estoy bien", "pt": "não estou bem"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_speech_is_understood_and_doubt_is_not(language: str) -> None:
    heard = languages()[language].heard
    assert understood_speech(heard, HELP[language], 0.1) == "help"
    assert understood_speech(heard, NOT_SAFE[language], 0.9) == "help"
    assert understood_speech(heard, SAFE[language], 0.9) == "safe"
    assert understood_speech(heard, PERSON[language], 0.9) == "person"
    assert understood_speech(heard, DOUBT[language], 0.9) is None
    assert understood_speech(heard, SAFE[language], 0.3) is None
    assert understood_speech(heard, "", 1.0) is None


def test_a_long_story_with_a_calm_word_in_it_calms_nobody() -> None:
    heard = languages()["en"].heard
    assert understood_speech(heard, "the driver says it is okay but he drives into the woods", 0.95) is None


def test_keys_that_mean_nothing_mean_nothing() -> None:
    assert [understood_key(key) for key in ("3", "#", "", "11")] == [None] * 4
