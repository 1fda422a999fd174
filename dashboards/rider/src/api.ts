/* The HTTP a phone speaks beside its socket: whose ride this is, the alarm when no socket answers, links. */

import type { Press, Ride, Shared } from './wire';

const waits_ms = 8_000;

/** The service's answer; null where nobody answered, `refused` where it did and said no. */
export type Answer<T> = { value: T } | { refused: number; why: string } | null;

export const fetchRide = (token: string) => ask<Ride>('GET', '/v1/ride', token);
export const pressByHttp = (token: string, press: Press) =>
  ask<{ incident: string | null }>('POST', '/v1/ride/press', token, press);
export const share = (token: string) =>
  ask<{ path: string; ends_at: number }>('POST', '/v1/ride/share', token);
export const unshare = (token: string) => ask<null>('DELETE', '/v1/ride/share', token);
export const fetchShared = (word: string) =>
  ask<Shared>('GET', `/v1/shared/${encodeURIComponent(word)}`, null);

async function ask<T>(method: string, path: string, token: string | null, body?: object): Promise<Answer<T>> {
  const headers: Record<string, string> = {};
  if (token !== null) headers['Authorization'] = `Bearer ${token}`;
  if (body) headers['Content-Type'] = 'application/json';
  const sent = body && { body: JSON.stringify(body) };
  try {
    const signal = AbortSignal.timeout(waits_ms);
    const reply = await fetch(path, { method, headers, signal, cache: 'no-store', ...sent });
    const value: unknown = reply.status === 204 ? null : await reply.json();
    return reply.ok ? { value: value as T } : { refused: reply.status, why: whyOf(value) };
  } catch {
    return null;
  }
}

function whyOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'why' in value ? String(value.why) : '';
}
