"""Reaching people: calls, messages, pages and alerts to the outside, decided in `def` and waited for in `async def`.

    the desk's effects ─▶ escort/outbox.py ─▶ dialler ─▶ carrier (the twilio package) ─▶ Twilio, or the exchange
    webhooks ─▶ escort/api/twilio.py ─▶ what is told of a call ─▶ its outcome ─▶ the desk's inbox

Rule: nothing here knows the log or the service; and only a human answer is an answer.
"""
