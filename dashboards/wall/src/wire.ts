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
  offered_to?: string | null;
  accept_by?: number | null;
  call?: Call | null;
  asked?: { checkin_id: string; answer_by: number } | null;
  accompanied?: boolean;
  continues?: string | null;
  language?: string | null;
  level?: string;
  step?: number;
  summary?: string[];
}

/** A reassurance call that goes on; `taken_by` an agent speaks on it. */
export interface Call {
  call_id: string;
  to: string;
  state: string;
  attempt: number;
  taken_by: string | null;
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

/** Who is signed in. */
export interface Agent {
  agent: string;
  role: string;
}

export const shapes = ['free', 'busy', 'wrap_up', 'resting', 'paused'] as const;

/** Somebody at the desk; `until` is when a wrap-up or a rest ends. */
export interface AgentSeen extends Agent {
  state?: (typeof shapes)[number];
  cases?: number;
  capacity?: number;
  since?: number;
  until?: number | null;
  why?: string | null;
  languages?: string[];
  skills?: string[];
  certified?: boolean;
}

/** Who should be here; `gaps` are the beginnings of hours, of the next 24, that are not covered. */
export interface Roster {
  on_duty: string[];
  needed: number;
  gaps: number[];
  missing: string[];
}

export interface Person {
  name: string | null;
  phone: string | null;
  language: string | null;
}

/** Everybody a trip concerns, with their numbers. */
export interface People {
  rider: Person;
  driver: Person;
  guardians: Person[];
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
  summary?: string[];
}

export type Position = [trip: string, lon: number, lat: number, heading: number | null, age_s: number];

export interface SnapshotFrame {
  type: 'snapshot';
  seq: number;
  at: number;
  incidents: Case[];
  agents: AgentSeen[];
  roster?: Roster | null;
  kpis: Kpis;
}
export interface EntryFrame {
  type: 'entry';
  seq: number;
  incident: string;
  entry: Entry;
  at: number;
  case: Case | null; // null for an entry about agents, which belongs to no case
}
export interface AgentsFrame {
  type: 'agents';
  at: number;
  agents: AgentSeen[];
  roster?: Roster | null;
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
export type Frame = SnapshotFrame | EntryFrame | AgentsFrame | PositionsFrame | BeatFrame;

const known = new Set(['snapshot', 'entry', 'agents', 'positions', 'beat']);

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
