"""Carries out what the desk has decided: calls, pages, messages, announcements; at least once, each known by its id.

    {desk:r}:outbox:<channel> ──one worker a region, by lease──▶ channel ─▶ done
                                                                   ├─▶ again, after a pause
                                                                   └─▶ dead letter, and the case goes one step up

Rule: channels do not wait for one another; what a crash left undone is begun again, and recognised.
"""
