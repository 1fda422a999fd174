/*
 * Every trip's newest place, and the short wake behind it.
 *
 *     positions frame ──take──▶ places ──shapes──▶ points and lines for the map
 *
 * Quiet ones fade, and leave when a dot would be a lie. Silence is counted on the service's clock, because a phone's
 * clock may be wrong; which of two fixes is newer is the phone's word.
 */

import type { FeatureCollection, LineString, Point } from 'geojson';

import type { LonLat, PositionsFrame } from '../wire';

const faded_after_s = 45; // no word for so long: drawn faint; three of a slow phone's fixes
export const forgotten_after_s = 180; // and then not at all; what is wrong with it is the queue's matter
const wake_places_max = 40;
const wake_jump_deg = 0.01; // about 1 km from one fix to the next: a leap of the receiver, not a road
const wake_step_deg = 0.0002; // about 20 m: nearer places tell nothing more, and a wake reaches back further
const wakes_max = 1_000; // beyond so many trips wakes are a scribble, and cost more than they tell

interface Place {
  at: LonLat;
  fixed_at: number;
  heard_at: number;
  wake: LonLat[];
}

export type Bounds = [west: number, south: number, east: number, north: number];

export class Traffic {
  #places = new Map<string, Place>();

  get size(): number {
    return this.#places.size;
  }

  take(frame: PositionsFrame): void {
    for (const [trip, lon, lat, , age_s] of frame.trips) {
      const known = this.#places.get(trip);
      const fixed_at = frame.at - age_s;
      if (known && fixed_at <= known.fixed_at) continue;
      const at: LonLat = [lon, lat];
      this.#places.set(trip, { at, fixed_at, heard_at: frame.at, wake: grown(known?.wake ?? [], at) });
    }
    for (const [trip, place] of this.#places) {
      if (frame.at - place.heard_at > forgotten_after_s) this.#places.delete(trip);
    }
  }

  placeOf(trip: string): LonLat | null {
    return this.#places.get(trip)?.at ?? null;
  }

  dots(now_s: number): FeatureCollection<Point, { trip: string; faded: boolean }> {
    const features = Array.from(this.#places, ([trip, { at, heard_at }]) => ({
      type: 'Feature' as const,
      properties: { trip, faded: now_s - heard_at > faded_after_s },
      geometry: { type: 'Point' as const, coordinates: at },
    }));
    return { type: 'FeatureCollection', features };
  }

  wakes(): FeatureCollection<LineString> {
    const drawn = this.size > wakes_max ? [] : [...this.#places.values()];
    const features = drawn.map(({ wake, at }) => ({
      type: 'Feature' as const,
      properties: {},
      geometry: { type: 'LineString' as const, coordinates: [...wake, at] },
    }));
    return { type: 'FeatureCollection', features };
  }

  /** The box around every trip; null where there is none. */
  bounds(): Bounds | null {
    return boundsOf(Array.from(this.#places.values(), ({ at }) => at));
  }
}

function grown(wake: LonLat[], at: LonLat): LonLat[] {
  const end = wake.at(-1);
  const step_deg = end ? Math.hypot(end[0] - at[0], end[1] - at[1]) : 0;
  if (!end || step_deg > wake_jump_deg) return [at];
  return step_deg < wake_step_deg ? wake : [...wake, at].slice(-wake_places_max);
}

export function boundsOf(points: readonly LonLat[]): Bounds | null {
  if (points.length === 0) return null;
  const box: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of points) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box;
}

const filled_min = 0.6; // of a view's width or height; below, one lost receiver made it too wide

/** Does a view of `view` show all of `box`, and not mostly nothing? */
export function suits(view: Bounds, box: Bounds): boolean {
  const holds = view[0] <= box[0] && view[1] <= box[1] && view[2] >= box[2] && view[3] >= box[3];
  const fills = (from: 0 | 1, to: 2 | 3) => box[to] - box[from] >= filled_min * (view[to] - view[from]);
  return holds && (fills(0, 2) || fills(1, 3));
}
