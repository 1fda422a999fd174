/*
 * New work is noticed: what of a board's change should be heard, and what stands until somebody says "seen".
 *
 *     board before, board after ──▶ notices: for me · threat to life · human now · a word from a phone
 *     unseen ──acknowledged, claimed, closed──▶ quiet
 *
 * Pure; what makes the noise is sound.ts.
 */

import type { Board } from './board';
import type { Case, Frame } from './wire';

export type Notice = 'offer' | 'life' | 'human' | 'word';

/** The loudest comes first. */
export const loudest: readonly Notice[] = ['life', 'offer', 'human', 'word'];

/** What became newly audible between two boards, for this agent. */
export function noticesOf(before: Board, after: Board, frames: readonly Frame[], agent: string): Notice[] {
  const found = new Set<Notice>();
  for (const one of after.cases.values()) {
    const was = before.cases.get(one.incident);
    if (one === was || one.state === 'closed') continue;
    if (one.offered_to === agent && was?.offered_to !== agent) found.add('offer');
    if (one.state !== 'open') continue;
    if (one.severity === 4 && !waitedAt(was, 4)) found.add('life');
    if (one.severity === 3 && !waitedAt(was, 3)) found.add('human');
  }
  if (frames.some((frame) => wordForMe(frame, agent))) found.add('word');
  return loudest.filter((notice) => found.has(notice));
}

function waitedAt(was: Case | undefined, severity: number): boolean {
  return was !== undefined && was.state === 'open' && was.severity >= severity;
}

function wordForMe(frame: Frame, agent: string): boolean {
  return (
    frame.type === 'entry' &&
    frame.entry.kind === 'said' &&
    frame.entry.to === 'desk' &&
    frame.case?.claimed_by === agent
  );
}

/** The cases that keep the bar up: a threat to life that nobody has, and that this wall has not said "seen" to. */
export function unseen(queue: readonly Case[], seen: ReadonlySet<string>): Case[] {
  return queue.filter((one) => one.severity === 4 && one.state === 'open' && !seen.has(one.incident));
}
