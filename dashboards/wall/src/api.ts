/*
 * What an agent asks of the service, and its answer: a value or a refusal with its reason, never an exception.
 *
 *     act(incident, 'claim') ──POST /v1/incidents/{id}/claim──▶ Done | Refused
 *
 * Every act carries a request_id made once, so asking again after a lost answer is harmless (docs/wire.md "Wall").
 */

import type { Agent, Case, CaseFile, Disposition, Entry, People } from './wire';

const asks_max = 3; // for one act, while no answer comes at all
const ask_again_ms = 400;

export interface Done<T> {
  done: true;
  value: T;
}
/** `code` is the HTTP one, 0 where the service was not reached. */
export interface Refused {
  done: false;
  code: number;
  why: string;
}
export type Answer<T> = Done<T> | Refused;

export interface Acted {
  seq: number;
  entry: Entry;
  case: Case;
}

/** An act by its name in the contract, and what its body says. */
export type Act =
  | { act: 'claim' | 'ask' | 'take-call' }
  | { act: 'note' | 'say'; text: string }
  | { act: 'decline' | 'give-back' | 'escalate' | 'reopen'; why: string }
  | { act: 'call'; to: 'rider' | 'driver' }
  | { act: 'raise'; severity: number; why: string }
  | { act: 'transfer' | 'assign'; to: string }
  | { act: 'close'; disposition: Disposition; note?: string };

export const whoAmI = () => ask<Agent>('GET', '/v1/session');
export const signIn = (name: string, password: string, code: string) =>
  ask<Agent>('POST', '/v1/session', { name, password, ...(code && { code }) });
export const signOut = () => ask<null>('DELETE', '/v1/session');
export const fetchCase = (incident: string, language: string) =>
  ask<CaseFile>('GET', `/v1/incidents/${encodeURIComponent(incident)}?language=${language}`);
export const fetchPeople = (incident: string) =>
  ask<People>('POST', `/v1/incidents/${encodeURIComponent(incident)}/people`, { request_id: requestId() });
export const pause = (why: string) =>
  ask<unknown>('POST', '/v1/presence', { state: 'paused', why, request_id: requestId() });
export const resume = () => ask<unknown>('POST', '/v1/presence', { state: 'here', request_id: requestId() });
export const handOver = (to: string) =>
  ask<unknown>('POST', '/v1/hand-over', { to, request_id: requestId() });

/** Do something to an incident; asked again with the same id where the answer was lost on the way. */
export async function act(incident: string, { act: name, ...body }: Act): Promise<Answer<Acted>> {
  const path = `/v1/incidents/${encodeURIComponent(incident)}/${name}`;
  const asked = { ...body, request_id: requestId() };
  let answer = await ask<Acted>('POST', path, asked);
  for (let asks = 1; asks < asks_max && !answer.done && answer.code === 0; asks += 1) {
    await new Promise((resolve) => setTimeout(resolve, ask_again_ms * asks));
    answer = await ask<Acted>('POST', path, asked);
  }
  return answer;
}

async function ask<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
  const sent = body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  try {
    const reply = await fetch(path, { method, credentials: 'same-origin', cache: 'no-store', ...sent });
    const value: unknown = reply.status === 204 ? null : await reply.json();
    return reply.ok
      ? { done: true, value: value as T }
      : { done: false, code: reply.status, why: whyOf(value) };
  } catch {
    return { done: false, code: 0, why: '' }; // no connection, or an answer that is not JSON: nobody we know spoke
  }
}

function whyOf(value: unknown): string {
  const why = typeof value === 'object' && value !== null && 'why' in value ? value.why : null;
  return typeof why === 'string' ? why : '';
}

/** 128 random bits; crypto.randomUUID is missing where a wall is opened over plain http from another machine. */
function requestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
