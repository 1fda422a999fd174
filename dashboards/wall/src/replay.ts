/*
 * A case up to any second of it, and a flat sheet to draw it on.
 *
 * Pure: the same file and second give the same picture.
 */

import type { CaseFile, Line, LonLat } from './wire';

/** When a case begins and ends: its first and last entry, and what was driven between. Units: unix seconds. */
export function momentsOf({ timeline, trip }: CaseFile): { begin_s: number; end_s: number } {
  const told = timeline.map(({ at }) => at);
  const begin_s = Math.min(...told);
  const driven = (trip?.trail ?? []).map(([fixed_at]) => fixed_at).filter((at) => at >= begin_s);
  return { begin_s, end_s: Math.max(...told, ...driven.slice(-1)) };
}

export interface Seen {
  lines: Line[];
  trail: LonLat[];
  found: LonLat[]; // where findings were made
}

/** What was known at this second. */
export function upTo({ timeline, trip }: CaseFile, at_s: number): Seen {
  const lines = timeline.filter(({ at }) => at <= at_s);
  const found = lines.flatMap(({ entry }) =>
    entry.kind === 'found' && Array.isArray(entry.place) ? [entry.place as LonLat] : [],
  );
  const trail = (trip?.trail ?? [])
    .filter(([fixed_at]) => fixed_at <= at_s)
    .map(([, lon, lat]): LonLat => [lon, lat]);
  return { lines, trail, found };
}

const margin = 60; // of a sheet of 1,000
const least_deg = 0.002; // about 200 m: a standing car is not drawn as large as a city

/** Where places stand on a square of 1,000, all of them on it. Units: degrees, longitude first. */
export function sheetOf(...all: readonly (readonly LonLat[])[]): { place: (at: LonLat) => [number, number] } {
  const points = all.flat();
  const squeeze = Math.cos(((points[0]?.[1] ?? 0) * Math.PI) / 180);
  const xs = points.map(([lon]) => lon * squeeze);
  const ys = points.map(([, lat]) => -lat);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = (1000 - 2 * margin) / Math.max(right - left, bottom - top, least_deg);
  return {
    place: ([lon, lat]) => [
      500 + (lon * squeeze - (left + right) / 2) * scale,
      500 + (-lat - (top + bottom) / 2) * scale,
    ],
  };
}
