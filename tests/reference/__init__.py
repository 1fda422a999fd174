"""The detectors once more, slowly: one trip, one fix at a time, a `match` over frozen states."""
