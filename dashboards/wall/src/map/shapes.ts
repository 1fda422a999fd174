/*
 * Cases as shapes: what of the board and of the chosen case stands on the map.
 *
 * Pure: the same board gives the same shapes. A case stands where its vehicle is now, else where it was found.
 */

import type { Feature, FeatureCollection, LineString, Point } from 'geojson';

import { lastSeen } from '../casefile';
import type { Case, CaseFile, LonLat } from '../wire';
import { boundsOf, type Bounds, type Traffic } from './traffic';

export interface CaseDot {
  incident: string;
  icon: string;
  rank: number; // drawn in this order: the urgent last, so on top
}

export const iconOf = ({ severity, state }: Pick<Case, 'severity' | 'state'>) => `case-${severity}-${state}`;

export function caseDots(
  queue: readonly Case[],
  placeOf: (trip: string) => LonLat | null,
): FeatureCollection<Point, CaseDot> {
  const features = queue.flatMap((one, n): Feature<Point, CaseDot>[] => {
    const at = placeOf(one.trip) ?? one.at;
    if (!at) return [];
    const properties = { incident: one.incident, icon: iconOf(one), rank: -n };
    return [{ type: 'Feature', properties, geometry: { type: 'Point', coordinates: at } }];
  });
  return { type: 'FeatureCollection', features };
}

const none: FeatureCollection<never> = { type: 'FeatureCollection', features: [] };

function line(points: readonly LonLat[]): FeatureCollection<LineString> {
  if (points.length < 2) return none;
  const geometry = { type: 'LineString' as const, coordinates: [...points] };
  return { type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry }] };
}

function dots(points: readonly LonLat[]): FeatureCollection<Point> {
  const features = points.map((at) => ({
    type: 'Feature' as const,
    properties: {},
    geometry: { type: 'Point' as const, coordinates: at },
  }));
  return { type: 'FeatureCollection', features };
}

export interface ChosenShapes {
  plan: FeatureCollection<LineString>;
  ends: FeatureCollection<Point>; // of the plan: from where, to where
  trail: FeatureCollection<LineString>;
  last: FeatureCollection<Point>;
}

export function chosenShapes(file: CaseFile | null): ChosenShapes {
  const plan = file?.trip?.plan ?? [];
  const trail = (file?.trip?.trail ?? []).map(([, lon, lat]): LonLat => [lon, lat]);
  const seen = file && lastSeen(file);
  const ends = [plan[0], plan.at(-1)].filter((at) => at !== undefined);
  return { plan: line(plan), ends: dots(ends), trail: line(trail), last: dots(seen ? [seen.at] : []) };
}

/** Whether two states of a case look the same on the map. */
export function looksAlike(a: CaseFile, b: CaseFile): boolean {
  const same_place = String(a.case.at) === String(b.case.at);
  return a.case.incident === b.case.incident && a.trip === b.trip && same_place;
}

/** The box of all trips; where none is known to move, of the places where cases were found. */
export function allBounds(traffic: Traffic, queue: readonly Case[]): Bounds | null {
  return traffic.bounds() ?? boundsOf(queue.flatMap(({ at }) => (at ? [at] : [])));
}

/** The box that shows the whole case; null where nothing is known of its place. */
export function caseBounds(file: CaseFile): Bounds | null {
  const trail = (file.trip?.trail ?? []).map(([, lon, lat]): LonLat => [lon, lat]);
  return boundsOf([...(file.trip?.plan ?? []), ...trail, ...(file.case.at ? [file.case.at] : [])]);
}
