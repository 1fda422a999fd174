"""Who is paged: by name, or at a level; their numbers from the accounts, sealed, and from ESCORT_OUTREACH.

    "Ada" ─▶ Ada      "team" ─▶ agents with a phone, those on duty first      "supervisor" ─▶ supervisors
    "break_glass" ─▶ the file only: numbers that need nothing of ours

Rule: nobody is paged twice by one page, and a level without anybody says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from escort.accounts import Account, Accounts, Private
from escort.auth import Seal
from escort.errors import LogAway
from escort.outbox.settings import Contact, OutreachSettings, is_number

paged_max = 8  # people rung at once by one page; the file's come first, then those on duty
_roles = {"team": ("agent", "supervisor"), "supervisor": ("supervisor", "admin")}


@dataclass(frozen=True, slots=True)
class Directory:
    """The people of one region's desk. `on_duty` names who is by the roster."""

    settings: OutreachSettings
    accounts: Accounts
    seal: Seal
    region: str
    on_duty: Callable[[], tuple[str, ...]] = tuple

    async def contacts(self, to: str) -> list[Contact]:
        """Who a page goes to; nobody, where nobody has a number."""
        found = {each.phone: each for each in self.settings.contacts(to)}
        if to != "break_glass":
            for contact in self._of_accounts(to, await self._accounts()):
                found.setdefault(contact.phone, contact)
        return list(found.values())[:paged_max]

    async def _accounts(self) -> Mapping[str, Account]:
        try:
            return await self.accounts.everybody()
        except LogAway:
            return {}  # the file's numbers are rung all the same

    def _of_accounts(self, to: str, accounts: Mapping[str, Account]) -> list[Contact]:
        on_duty = self.on_duty()
        meant = [
            (name not in on_duty, contact)
            for name, account in accounts.items()
            if (name == to or account.role in _roles.get(to, ())) and self.region in (account.regions or (self.region,))
            if (contact := self._contact(name, account)) is not None
        ]
        return [contact for _, contact in sorted(meant, key=lambda each: each[0])]

    def _contact(self, name: str, account: Account) -> Contact | None:
        opened = None if account.sealed is None else self.seal.open(account.sealed)
        phone = None if opened is None else msgspec.json.decode(opened, type=Private).phone
        if phone is None or not is_number(phone):
            return None
        return Contact(name, phone, language=next(iter(account.languages), "en"))
