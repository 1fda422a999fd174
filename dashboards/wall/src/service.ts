/*
 * How well the desk answers, from the cases this wall has seen: the share claimed in time, of those that waited.
 *
 * NENA-STA-020 asks 90 % within 15 s and 95 % within 20 s; `escort report` counts all of a period, this the last ones.
 */

import type { Case } from './wire';

export const targets: readonly { share: number; within_s: number }[] = [
  { share: 90, within_s: 15 },
  { share: 95, within_s: 20 },
];

export interface Level {
  counted: number;
  shares: number[]; // per cent, one a target; a case that still waits counts once it is late
}

/** The service level of severe cases (3 and 4): what a human has to answer at once. */
export function levelOf(cases: Iterable<Case>, now_s: number): Level {
  const severe = [...cases].filter((one) => one.severity >= 3);
  const waits = severe.map((one) => ({
    waited_s: (one.claimed_at ?? one.closed_at ?? now_s) - one.opened_at,
    settled: one.claimed_at !== null || one.closed_at !== null,
  }));
  const shares = targets.map(({ within_s }) => {
    const counted = waits.filter((one) => one.settled || one.waited_s > within_s);
    const met = counted.filter((one) => one.settled && one.waited_s <= within_s);
    return counted.length === 0 ? NaN : (100 * met.length) / counted.length;
  });
  return { counted: waits.length, shares };
}
