/*
 * The wall counts in the service's time, whatever the browser's clock says.
 *
 *     beat.at - our clock = true offset - time on the way
 *
 * So the largest of the last offsets is the nearest to the truth: it spent the least time on the way.
 */

const offsets_kept = 30; // half a minute of beats: follows a clock that is being corrected, ignores one slow beat

/** Offsets (seconds, service minus browser), newest last. Pure: returns the list with one more, oldest dropped. */
export function withBeat(offsets: readonly number[], beat_at_s: number, ours_s: number): number[] {
  return [...offsets, beat_at_s - ours_s].slice(-offsets_kept);
}

/** What to add to the browser's clock; 0 before the first beat. */
export function skewOf(offsets: readonly number[]): number {
  return offsets.length === 0 ? 0 : Math.max(...offsets);
}

export type Tone = 'calm' | 'near' | 'over';

const near_s = 10; // the last ten seconds before somebody else must be reached

/** How a clock looks as its due time comes nearer; a case without a due time is calm. */
export function toneOf(now_s: number, due_at: number | null): Tone {
  if (due_at === null) return 'calm';
  if (now_s >= due_at) return 'over';
  return due_at - now_s <= near_s ? 'near' : 'calm';
}

/** 7 s → 0:07, 75 s → 1:15, 3,700 s → 1:01:40. A little before zero is zero: clocks differ by a hair. */
export function asClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

const time_of_day = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** The time of day of unix seconds, in the agent's zone. */
export function asTime(at_s: number): string {
  return time_of_day.format(at_s * 1000);
}
