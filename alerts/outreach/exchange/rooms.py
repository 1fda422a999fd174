"""Conferences: rooms in which calls meet.

created ──first who may start it enters──▶ in-progress ──last leaves, or one whose leaving ends it──▶ completed
"""

from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

import trio

from alerts.outreach.exchange.calls import API_VERSION
from alerts.outreach.exchange.twiml import Conference


@dataclass(slots=True, eq=False)
class Room:
    """One conference."""

    sid: str
    name: str
    account: str
    participants: dict[str, Conference] = field(default_factory=dict)  # by call sid, in the order of entering
    state: Literal["init", "in-progress", "completed"] = "init"
    over: trio.Event = field(default_factory=trio.Event)

    def shown(self) -> dict[str, Any]:
        """The Conference resource. Source: Twilio's OpenAPI description, api.v2010.account.conference."""
        uri = f"/{API_VERSION}/Accounts/{self.account}/Conferences/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": self.account,
            "friendly_name": self.name,
            "status": self.state,
            "region": "us1",
            "api_version": API_VERSION,
            "date_created": None,
            "date_updated": None,
            "reason_conference_ended": None,
            "call_sid_ending_conference": None,
            "uri": f"{uri}.json",
            "subresource_uris": {"participants": f"{uri}/Participants.json"},
        }

    def shown_participants(self) -> list[dict[str, Any]]:
        """The Participant resources."""
        uri = f"/{API_VERSION}/Accounts/{self.account}/Conferences/{self.sid}/Participants"
        return [
            {
                "call_sid": call,
                "conference_sid": self.sid,
                "account_sid": self.account,
                "label": None,
                "muted": False,
                "hold": False,
                "coaching": False,
                "call_sid_to_coach": None,
                "status": "connected",
                "start_conference_on_enter": entered.starts,
                "end_conference_on_exit": entered.ends,
                "date_created": None,
                "date_updated": None,
                "queue_time": None,
                "uri": f"{uri}/{call}.json",
            }
            for call, entered in self.participants.items()
        ]


@dataclass(slots=True)
class Rooms:
    """All conferences of one exchange; a name is free again once its conference is over."""

    account: str
    every: dict[str, Room] = field(default_factory=dict)  # by sid

    def named(self, name: str) -> Room | None:
        """The one that is not over."""
        return next((room for room in self.every.values() if room.name == name and room.state != "completed"), None)

    async def stay(self, entered: Conference, call: str) -> None:
        """In the room until it is over.

        Cancelled: the call has left.
        """
        room = self.named(entered.room) or self._new(entered.room)
        room.participants[call] = entered
        if entered.starts and len(room.participants) > 1:
            room.state = "in-progress"
        try:
            await room.over.wait()
        finally:
            self._leave(room, call)

    def _new(self, name: str) -> Room:
        room = Room(f"CF{uuid4().hex}", name, self.account)
        self.every[room.sid] = room
        return room

    def _leave(self, room: Room, call: str) -> None:
        left = room.participants.pop(call)
        if left.ends or not room.participants:
            room.state = "completed"
            room.over.set()
