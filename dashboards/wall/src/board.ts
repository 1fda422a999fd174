/*
 * What the wall shows: a fold of the feed.
 *
 *     snapshot ──▶ board
 *     entry ─────▶ its case as this entry leaves it (the service folds; a wall never does)
 *     agents ────▶ who is at the desk, and who should be
 *     beat ──────▶ figures
 *
 * Pure: no clock, no socket. Positions are the map's own matter and pass by.
 */

import type { AgentSeen, Case, Frame, Kpis, Roster, Severity } from './wire';

const closed_kept_max = 50; // closed cases still at hand for whoever looks at one; the oldest go first

export interface Board {
  seq: number | null;
  cases: ReadonlyMap<string, Case>;
  agents: readonly AgentSeen[];
  roster: Roster | null;
  kpis: Kpis | null;
}

export const empty_board: Board = { seq: null, cases: new Map(), agents: [], roster: null, kpis: null };

/** The board after some frames, in order; one copy for all of them. */
export function fold(board: Board, frames: readonly Frame[]): Board {
  let { seq, agents, roster, kpis } = board;
  let cases: Map<string, Case> | null = null; // copied by the first frame that touches it: most are beats
  for (const frame of frames) {
    if (frame.type === 'snapshot') {
      cases = new Map(frame.incidents.map((one) => [one.incident, one]));
      ({ seq, agents, kpis } = frame);
      roster = frame.roster ?? null;
    } else if (frame.type === 'entry') {
      if (frame.case) cases = (cases ?? new Map(board.cases)).set(frame.incident, frame.case);
      seq = frame.seq;
    } else if (frame.type === 'agents') {
      ({ agents } = frame);
      roster = frame.roster ?? null;
    } else if (frame.type === 'beat') {
      kpis = frame.kpis;
    }
  }
  if (cases) forgetOldest(cases);
  return { seq, cases: cases ?? board.cases, agents, roster, kpis };
}

function forgetOldest(cases: Map<string, Case>): void {
  const closed = [...cases.values()].filter((one) => one.state === 'closed');
  if (closed.length <= closed_kept_max) return;
  closed.sort((a, b) => (b.closed_at ?? 0) - (a.closed_at ?? 0));
  for (const one of closed.slice(closed_kept_max)) cases.delete(one.incident);
}

/** The most severe first, then what nobody has, then what waits longest; the name settles a tie, so no row jumps. */
export function byUrgency(a: Case, b: Case): number {
  return (
    b.severity - a.severity ||
    Number(a.state === 'claimed') - Number(b.state === 'claimed') ||
    a.opened_at - b.opened_at ||
    (a.incident < b.incident ? -1 : 1)
  );
}

/** Every case that is not closed, in the order a human should look at them. */
export function queueOf(cases: Board['cases']): Case[] {
  return [...cases.values()].filter((one) => one.state !== 'closed').sort(byUrgency);
}

export function waitingOf(queue: readonly Case[]): Case[] {
  return queue.filter((one) => one.state === 'open');
}

/** The case that is offered to this agent and must be answered first; null where none is. */
export function offerTo(queue: readonly Case[], agent: string | undefined): Case | null {
  const offered = queue.filter(
    (one) => one.state === 'open' && agent !== undefined && one.offered_to === agent,
  );
  return offered.reduce<Case | null>(
    (first, one) => (first === null || (one.accept_by ?? 0) < (first.accept_by ?? 0) ? one : first),
    null,
  );
}

/** How many wait at each severity: [0, 0, 3, 1, 0] is three at 2 and one at 3. */
export function countBySeverity(cases: readonly Case[]): number[] {
  const counts = [0, 0, 0, 0, 0];
  for (const { severity } of cases) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

export const severities: readonly Severity[] = [4, 3, 2, 1, 0];

/** The row below (or above) the chosen one; the first where none is chosen or it left the queue. */
export function stepFrom(queue: readonly Case[], chosen: string | null, step: 1 | -1): string | null {
  if (queue.length === 0) return null;
  const at = queue.findIndex((one) => one.incident === chosen);
  return queue[Math.min(Math.max(at + step, 0), queue.length - 1)]?.incident ?? null; // not found is -1: above all
}
