/*
 * What the service says to the wall, as docs/wire.md has it ("Wall" and "Entries").
 *
 *     text frame --asFrame--> Frame | null
 *
 * Times are unix seconds. An unknown frame is null and passes by: the contract only grows.
 */

export type Severity = 0 | 1 | 2 | 3 | 4;
export type Standing = 'open' | 'claimed' | 'closed';
export type LonLat = [lon: number, lat: number];

export const dispositions = [
  'safe',
  'false_alarm',
  'assisted',
  'emergency_dispatched',
  'unreachable',
] as const;
export type Disposition = (typeof dispositions)[number];

export interface Case {
  incident: string;
  trip: string;
  severity: Severity;
  state: Standing;
  opened_at: number;
  due_at: number | null;
  claimed_by: string | null;
  claimed_at: number | null;
  closed_at: number | null;
  disposition: Disposition | null;
  why: string;
  reasons: string[];
  at: LonLat | null;
  entries: number;
}

export interface Entry {
  kind: string;
  [field: string]: unknown;
}

/** One line of a timeline; `seq` is its place in the whole region's feed. */
export interface Line {
  seq: number;
  at: number;
  entry: Entry;
}

export interface Agent {
  agent: string;
  role: string;
}

export interface Kpis {
  trips: number;
  fixes: number;
  fixes_per_s: number;
  connections: number;
  open: Record<string, number>;
  longest_waiting_s: number | null;
}

export interface Trip {
  trip: string;
  plan: LonLat[];
  started_at: number;
  expected_arrival: number | null;
  state: 'active' | 'ended';
  rider: { name?: string | null; language?: string | null } | null;
  driver: { name?: string | null; vehicle?: string | null } | null;
  trail: [fixed_at: number, lon: number, lat: number][];
}

export interface CaseFile {
  case: Case;
  timeline: Line[];
  trip: Trip | null;
}

export type Position = [trip: string, lon: number, lat: number, heading: number | null, age_s: number];

export interface SnapshotFrame {
  type: 'snapshot';
  seq: number;
  at: number;
  incidents: Case[];
  agents: Agent[];
  kpis: Kpis;
}
export interface EntryFrame {
  type: 'entry';
  seq: number;
  incident: string;
  entry: Entry;
  at: number;
  case: Case;
}
export interface PositionsFrame {
  type: 'positions';
  at: number;
  trips: Position[];
}
export interface BeatFrame {
  type: 'beat';
  seq: number;
  at: number;
  kpis: Kpis;
}
export type Frame = SnapshotFrame | EntryFrame | PositionsFrame | BeatFrame;

const known = new Set(['snapshot', 'entry', 'positions', 'beat']);

/** The frame in a text; null where it is none we know, so that the feed's count of entries decides what was lost. */
export function asFrame(text: string): Frame | null {
  try {
    const value: unknown = JSON.parse(text);
    const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : null;
    return typeof type === 'string' && known.has(type) ? (value as Frame) : null;
  } catch {
    return null;
  }
}
