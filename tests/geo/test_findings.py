"""Findings explain themselves, and are the same finding however often they are found."""

import msgspec
import pytest

from geo import DeviationProof, Edge, Finding, Moot, Proof, SignalLossProof, finding_id, sentence
from tests.geo.drive import BEGAN_S, LAT, LON, fixes, fleet_of


def finding(kind: str, edge: Edge, proof: Proof) -> Finding:
    return Finding(trip="t", kind=kind, edge=edge, since_s=100.0, at_s=131.0, proof=proof)


OFF = DeviationProof(180.2, 12.0, 100.0, 31.0, 1.0, 2.0, 800.0, "day")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            finding("deviation", "raised", OFF),
            "180 m off the planned route for 31 s (corridor 100 m, accuracy 12 m).",
        ),
        (
            finding("deviation", "cleared", msgspec.structs.replace(OFF, off_route_m=22.0, limit_m=50.0)),
            "Back on the planned route after 31 s: 22 m from it (within 50 m, accuracy 12 m).",
        ),
        (
            finding("signal_loss", "raised", SignalLossProof(60.0, 60.0, "night")),
            "Nothing heard from the phone for 60 s (limit 60 s).",
        ),
        (
            finding("signal_loss", "cleared", SignalLossProof(487.0, 90.0, "day")),
            "Heard from the phone again after 487 s of silence.",
        ),
        (finding("deviation", "cleared", Moot("trip_ended")), "The trip ended while this was open."),
        (
            finding("deviation", "cleared", Moot("new_plan")),
            "The trip has a new planned route; this was about the old one.",
        ),
    ],
)
def test_a_finding_is_one_plain_sentence(found: Finding, said: str) -> None:
    assert sentence(found) == said


def test_the_proof_holds_what_was_measured() -> None:
    fleet = fleet_of("t")
    raised = fleet.observe(fixes(fleet.rows_of(["t"] * 3), [(0, 0, 5), (10, 100, 5), (20, 300, 5)])).findings[0]
    proof = raised.proof
    assert isinstance(proof, DeviationProof)
    assert (raised.since_s, raised.at_s) == (BEGAN_S + 10, BEGAN_S + 20)
    assert (proof.accuracy_m, proof.limit_m, proof.held_s, proof.profile) == (5, 65, 10, "day")
    assert proof.off_route_m == pytest.approx(300, abs=0.1)
    assert proof.along_m == pytest.approx(700, abs=0.5)
    assert [proof.lon, proof.lat] == pytest.approx([LON, LAT], abs=0.01)


def test_an_id_tells_trips_kinds_times_and_edges_apart_and_nothing_else() -> None:
    raised = finding("deviation", "raised", OFF)
    cleared = finding("deviation", "cleared", OFF)
    found_again = msgspec.structs.replace(raised, proof=Moot("new_plan"), at_s=140.0)
    others = [
        msgspec.structs.replace(raised, **change) for change in ({"trip": "u"}, {"kind": "x"}, {"since_s": 101.0})
    ]
    assert finding_id(raised) == finding_id(found_again)
    assert len({finding_id(one) for one in (raised, cleared, *others)}) == 5


def test_a_finding_survives_being_written_down() -> None:
    raised = finding("deviation", "raised", OFF)
    assert msgspec.json.decode(msgspec.json.encode(raised), type=Finding) == raised
