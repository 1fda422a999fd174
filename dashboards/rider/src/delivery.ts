/*
 * A press on its way: kept on the phone's own disk, sent by every road there is until one acknowledges it.
 *
 *     kept ──▶ socket, at once and after each reconnection ─┐
 *         └──▶ HTTP, where no socket answers in time ───────┴─▶ acknowledged
 *
 * Rule: it is forgotten only when the service has acknowledged it and the alarm is over; a reload goes on where it was.
 */

import type { Press } from './wire';

export const http_after_ms = 1_200; // a socket that has not answered by then is not waited for alone
export const again_ms = 2_000;

const name = 'escort.press';

export interface Kept {
  press: Press;
  acknowledged: boolean;
}

/** What the phone's disk holds of this trip's alarm; a browser that keeps nothing holds nothing. */
export function kept(trip: string): Kept | null {
  try {
    const stored = localStorage.getItem(`${name}.${trip}`);
    return stored === null ? null : (JSON.parse(stored) as Kept);
  } catch {
    return null;
  }
}

export function keep(trip: string, value: Kept | null): void {
  try {
    if (value === null) localStorage.removeItem(`${name}.${trip}`);
    else localStorage.setItem(`${name}.${trip}`, JSON.stringify(value));
  } catch {
    // a browser without storage loses a press only where its page is closed before it is acknowledged
  }
}

/** 128 random bits; crypto.randomUUID is missing over plain http. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A text message that says all of it, for a phone that has a voice network and no data. */
export function smsLink(number: string, trip: string, press: Press, words: string): string {
  const place = press.fix ? ` ${press.fix[1].toFixed(5)},${press.fix[2].toFixed(5)}` : '';
  return `sms:${number}?body=${encodeURIComponent(`${words} ${trip}${place}`)}`;
}
