/*
 * Where the phone is: measured as seldom as will do, kept while nobody hears, sent when somebody does.
 *
 *     measured ──thinned──▶ waiting (at most `waiting_max`, the oldest go) ──socket──▶ sent
 *
 * Rule: an alarm never waits for any of this, and takes the newest fix along if there is one.
 */

import type { Fix } from './wire';

export const moving_every_s = 5;
export const still_every_s = 20; // a fix a while keeps a standing car from looking lost, and the battery full
export const moving_mps = 1.5;
export const waiting_max = 5_000; // fixes kept without a network: some seven hours
export const frame_max = 500; // fixes a frame may carry (docs/wire.md)

/** Whether a fix is worth sending after the last one that was. */
export function worth(last: Fix | null, next: Fix): boolean {
  if (last === null) return true;
  const every_s = (next[4] ?? moving_mps) >= moving_mps ? moving_every_s : still_every_s;
  return next[0] - last[0] >= every_s;
}

/** A browser's position as a fix of the wire. */
export function fixOf({ coords, timestamp }: GeolocationPosition): Fix {
  const known = (value: number | null) => (value === null || Number.isNaN(value) ? null : value);
  return [
    timestamp / 1000,
    coords.latitude,
    coords.longitude,
    known(coords.accuracy),
    known(coords.speed),
    known(coords.heading),
  ];
}

const name = 'escort.fixes';

/** What this trip's page had not sent when it was left; taken, so that it is sent once. */
export function takeKept(trip: string): Fix[] {
  try {
    const stored = localStorage.getItem(`${name}.${trip}`);
    localStorage.removeItem(`${name}.${trip}`);
    return stored === null ? [] : (JSON.parse(stored) as Fix[]);
  } catch {
    return []; // no storage here, or somebody else's words in it
  }
}

/** The page is left: what still waits goes on the phone's disk. */
export function keepFixes(trip: string, fixes: readonly Fix[]): void {
  try {
    if (fixes.length > 0) localStorage.setItem(`${name}.${trip}`, JSON.stringify(fixes));
  } catch {
    // then a trail has a hole; an alarm has its own way (delivery.ts)
  }
}

export class Waiting {
  #fixes: Fix[] = [];

  get all(): readonly Fix[] {
    return this.#fixes;
  }

  get count(): number {
    return this.#fixes.length;
  }

  add(fix: Fix): void {
    this.#fixes.push(fix);
    if (this.#fixes.length > waiting_max) this.#fixes.shift();
  }

  /** Hands them over a frame at a time, oldest first, until `send` refuses one. */
  flush(send: (fixes: Fix[]) => boolean): void {
    while (this.#fixes.length > 0) {
      const some = this.#fixes.slice(0, frame_max);
      if (!send(some)) return;
      this.#fixes = this.#fixes.slice(some.length);
    }
  }
}
