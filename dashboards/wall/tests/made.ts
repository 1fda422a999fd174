/* Cases and frames made short, so that a test reads like the night it describes. */

import type { BeatFrame, Case, EntryFrame, Kpis, SnapshotFrame } from '../src/wire';

export const kpis: Kpis = {
  trips: 2,
  fixes: 9,
  fixes_per_s: 1,
  connections: 2,
  open: {},
  longest_waiting_s: null,
};

export function madeCase(incident: string, rest: Partial<Case> = {}): Case {
  return {
    incident,
    trip: `trip-${incident}`,
    severity: 2,
    state: 'open',
    opened_at: 100,
    due_at: null,
    claimed_by: null,
    claimed_at: null,
    closed_at: null,
    disposition: null,
    why: 'left the planned route',
    reasons: [],
    at: null,
    entries: 1,
    ...rest,
  };
}

export function snapshot(seq: number, incidents: Case[] = []): SnapshotFrame {
  return { type: 'snapshot', seq, at: 100, incidents, agents: [], kpis };
}

export function entry(seq: number, after: Case = madeCase('a'), kind = 'noted'): EntryFrame {
  return { type: 'entry', seq, incident: after.incident, entry: { kind }, at: 100 + seq, case: after };
}

export function beat(seq: number, at = 100): BeatFrame {
  return { type: 'beat', seq, at, kpis };
}
