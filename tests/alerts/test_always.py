"""Any requests, in any order, on any clock, with restarts anywhere: what is always true stays true."""

from datetime import datetime, timedelta
from typing import Any, get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from alerts import Desk, Request, requests
from tests.alerts.always import Always
from tests.alerts.shift import BEGIN, POLICY, REGION

TRIPS = st.sampled_from(["T", "U", "V"])
AGENTS = st.sampled_from(["Ada", "Bo"])
INCIDENTS = st.integers(1, 6).map(lambda number: f"i-{number}")
CHECKINS = st.builds(lambda incident, number: f"{incident}-c{number}", INCIDENTS, st.integers(1, 2))
NUMBERS = st.integers(1, 4).map(str)
PEOPLE = st.sampled_from(["rider", "driver"])
WORDLESS = (requests.Claim, requests.Ask, requests.Call, requests.TakeCall)
WORDY = (requests.Note, requests.Say, requests.Escalate, requests.Decline, requests.GiveBack)
DISPOSITIONS = st.sampled_from(["safe", "false_alarm", "assisted", "emergency_dispatched", "unreachable"])

ALARMS = st.one_of(
    st.builds(
        requests.Pressed,
        NUMBERS,
        TRIPS,
        st.sampled_from(["sos", "silent"]),
        PEOPLE,
        st.none(),
        st.none(),
        st.booleans(),
    ),
    st.builds(requests.PressCancelled, NUMBERS, st.booleans(), TRIPS),
    st.builds(
        requests.Found,
        finding_id=NUMBERS,
        trip=TRIPS,
        kind=st.just("deviation"),
        edge=st.sampled_from(["raised", "cleared"]),
        since=st.just(0.0),
        at=st.just(1.0),
        sentence=st.sampled_from(["Off.", "Still off."]),
        proof=st.just({}),
        severity=st.integers(0, 4),
        ask=st.booleans(),
    ),
    st.builds(requests.Answered, CHECKINS, st.sampled_from(["ok", "help"]), st.booleans(), TRIPS, PEOPLE),
    st.builds(requests.Said, TRIPS, PEOPLE, st.just("hello"), NUMBERS),
    st.builds(requests.TripEnded, TRIPS, st.just("completed"), st.just(9.0)),
    st.builds(requests.Accompany, TRIPS, PEOPLE, st.sampled_from([None, 60.0]), NUMBERS),
    st.builds(requests.AccompanyEnd, TRIPS, PEOPLE, NUMBERS),
)
CALLS = st.builds(lambda incident, number: f"{incident}-call{number}", INCIDENTS, st.integers(1, 2))
EFFECTS = st.builds(
    lambda incident, place, channel: f"{incident}/{place}/{channel}",
    INCIDENTS,
    st.integers(1, 9),
    st.sampled_from(["prompt", "voice", "page", "sms"]),
)
OUTREACH = st.one_of(
    st.builds(
        requests.CallProgressed, CALLS, INCIDENTS, st.sampled_from(["ringing", "in_progress"]), st.integers(1, 4)
    ),
    st.builds(requests.CallSettled, CALLS, INCIDENTS, st.sampled_from(get_args(requests.Outcome))),
    st.builds(
        requests.PageSettled,
        st.builds(lambda incident: f"{incident}-page1", INCIDENTS),
        INCIDENTS,
        st.sampled_from(["answered", "no_answer"]),
        st.one_of(st.none(), AGENTS),
    ),
    st.builds(requests.EffectFailed, EFFECTS, INCIDENTS, st.just("the carrier is away")),
    st.builds(requests.OperatorAlarm, NUMBERS, st.just("Disk"), st.just("full"), st.booleans(), st.just(1.0)),
)
TURNOUT = st.one_of(
    st.builds(
        requests.Came,
        AGENTS,
        st.sampled_from(["agent", "agent", "supervisor", "viewer"]),
        capacity=st.integers(1, 2),
        certified_until=st.sampled_from([None, 4e9]),
    ),
    st.builds(requests.Seen, st.lists(AGENTS, max_size=2).map(tuple)),
    st.builds(requests.Left, AGENTS, st.just("home")),
)
WAITS_S = st.one_of(st.integers(0, 60), st.sampled_from([600, 3_600, -1, -3_600]))


class AnyShift(RuleBasedStateMachine):
    """A desk, its clock, its last snapshot, and a watcher who believes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk(POLICY, REGION)
        self.now: datetime = BEGIN
        self.always = Always(POLICY)
        self.snapshot, self.since = self.desk.snapshot(), 0
        self.numbers = 0

    def send(self, request: Request) -> None:
        decision = self.desk.handle(request, self.now)
        self.always.check(self.desk, request, decision)
        if decision.refusal is not None:
            assert not decision.entries
            assert decision.refusal.why
        else:
            again = self.desk.handle(request, self.now)
            assert again.entries == () or isinstance(request, requests.Due), f"{request} twice wrote twice"
            self.always.check(self.desk, request, again)

    @rule(request=ALARMS)
    def an_alarm(self, request: requests.Alarm) -> None:
        self.send(request)

    @rule(
        kind=st.sampled_from([*WORDLESS, *WORDY]),
        incident=INCIDENTS,
        agent=AGENTS,
    )
    def an_act(self, kind: Any, incident: str, agent: str) -> None:
        self.numbers += 1
        words = () if kind in WORDLESS else ("words",)
        self.send(kind(incident, agent, f"r-{self.numbers}", *words))

    @rule(request=OUTREACH)
    def word_from_the_world(self, request: requests.Outreach | requests.OperatorAlarm) -> None:
        self.send(request)

    @rule(request=TURNOUT)
    def somebody_comes_or_goes(self, request: requests.Came | requests.Seen | requests.Left) -> None:
        self.send(request)

    @rule(
        kind=st.sampled_from([requests.Pause, requests.Resume, requests.HandOver]),
        agent=AGENTS,
        to=AGENTS,
    )
    def a_break_or_the_change_of_shift(self, kind: Any, agent: str, to: str) -> None:
        self.numbers += 1
        words = {requests.Pause: ("lunch",), requests.Resume: (), requests.HandOver: (to,)}[kind]
        self.send(kind(agent, f"r-{self.numbers}", *words))

    @rule(incident=INCIDENTS, agent=AGENTS, to=AGENTS, role=st.sampled_from(["agent", "supervisor"]))
    def a_transfer(self, incident: str, agent: str, to: str, role: Any) -> None:
        self.numbers += 1
        self.send(requests.Transfer(incident, agent, f"r-{self.numbers}", to))
        self.send(requests.Assign(incident, agent, f"s-{self.numbers}", to, role=role))

    @rule(incident=INCIDENTS, agent=AGENTS, severity=st.integers(0, 4))
    def a_judgement(self, incident: str, agent: str, severity: int) -> None:
        self.numbers += 1
        self.send(requests.Raise(incident, agent, f"r-{self.numbers}", severity, "as I see it"))

    @rule(trip=TRIPS, incident=INCIDENTS, agent=AGENTS, severity=st.integers(0, 4))
    def opened_by_hand(self, trip: str, incident: str, agent: str, severity: int) -> None:
        self.numbers += 1
        self.send(requests.Reopen(incident, agent, f"r-{self.numbers}", "not over"))
        self.send(requests.Open(trip, agent, f"s-{self.numbers}", severity, "the mother rang"))

    @rule(incident=INCIDENTS, agent=AGENTS, disposition=DISPOSITIONS)
    def a_close(self, incident: str, agent: str, disposition: Any) -> None:
        self.numbers += 1
        self.send(requests.Close(incident, agent, f"r-{self.numbers}", disposition))

    @rule(wait_s=WAITS_S)
    def time_passes(self, wait_s: int) -> None:
        self.now += timedelta(seconds=wait_s)
        self.send(requests.Due())

    @rule()
    def a_snapshot(self) -> None:
        self.snapshot, self.since = self.desk.snapshot(), len(self.always.timeline)

    @rule()
    def a_restart(self) -> None:
        again = Desk.restore(self.snapshot, POLICY, REGION)
        for recorded in self.always.timeline[self.since :]:
            again.apply(recorded)
        assert again.snapshot() == self.desk.snapshot(), "the restarted desk is another desk"
        self.desk = again

    @invariant()
    def all_is_as_always(self) -> None:
        self.always.check_all(self.desk)


AnyShift.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
test_any_shift = AnyShift.TestCase
