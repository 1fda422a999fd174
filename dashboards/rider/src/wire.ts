/*
 * The device's part of docs/wire.md: what a phone may say, and what it may hear.
 *
 * Rule: a frame of a type we do not know is passed over; a newer service may say more than we understand.
 */

/** fixed_at, lat, lon, accuracy_m, speed_mps, heading_deg. Units: unix seconds, degrees. */
export type Fix = [number, number, number, number | null, number | null, number | null];

export interface Press {
  press_id: string;
  at: number;
  kind: 'sos' | 'silent';
  fix: Fix | null;
}

export type Said =
  | { type: 'fixes'; fixes: Fix[] }
  | ({ type: 'press' } & Press)
  | { type: 'cancel'; press_id: string; pin: string }
  | { type: 'answer'; checkin_id: string; answer: 'ok' | 'help'; pin: string | null }
  | { type: 'say'; text: string }
  | { type: 'touch'; what: 'opened' | 'armed' | 'let_go' }
  | { type: 'accompany'; accompany_id: string; every_s: number | null }
  | { type: 'accompany_end'; accompany_id: string };

export interface Checkin {
  type: 'checkin';
  checkin_id: string;
  text: string;
  reason: string;
  answer_by: number;
}

export type Heard =
  | { type: 'pressed'; press_id: string; incident: string | null; at: number }
  | { type: 'cancelled'; press_id: string; at: number }
  | Checkin
  | { type: 'told'; from: string; text: string; at: number }
  | { type: 'case'; incident: string; state: 'open' | 'claimed' | 'closed'; agent: string | null; at: number }
  | { type: 'accompanied'; accompany_id: string; at: number }
  | { type: 'refused'; of: string; why: string; press_id?: string };

const types = new Set(['pressed', 'cancelled', 'checkin', 'told', 'case', 'accompanied', 'refused']);

/** A frame from the service; null where it is none that we know. */
export function heardOf(text: unknown): Heard | null {
  if (typeof text !== 'string') return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const known =
    typeof value === 'object' && value !== null && 'type' in value && types.has(String(value.type));
  return known ? (value as Heard) : null;
}

/** What `GET /v1/ride` says. */
export interface Ride {
  trip: string;
  role: 'rider' | 'driver';
  device: string;
  emergency: string;
  sms: string | null;
  language: string | null;
  vehicle: string | null;
  has_pin: boolean;
  ended: boolean;
}

/** What `GET /v1/shared/{word}` says. Units: degrees, longitude first; unix seconds. */
export interface Shared {
  name: string | null;
  vehicle: string | null;
  plan: [number, number][];
  at: [number, number] | null;
  age_s: number | null;
  expected_arrival: number | null;
  ended: boolean;
  ends_at: number;
}
