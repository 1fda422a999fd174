import { describe, expect, it } from 'vitest';

import { allBounds, caseBounds, caseDots, chosenShapes } from '../src/map/shapes';
import { forgotten_after_s, suits, Traffic } from '../src/map/traffic';
import type { CaseFile, Position } from '../src/wire';
import { madeCase } from './made';

const seen = (at: number, ...trips: Position[]) => ({ type: 'positions' as const, at, trips });

describe('traffic', () => {
  it('keeps the newest place of each trip and the wake behind it', () => {
    const traffic = new Traffic();
    traffic.take(seen(100, ['a', -8.6, 41.1, null, 1], ['b', -8.5, 41.2, 90, 1]));
    traffic.take(seen(101, ['a', -8.605, 41.105, null, 1]));
    traffic.take(seen(102, ['a', -8.6051, 41.105, null, 1]));
    expect(traffic.wakes().features[0]?.geometry.coordinates).toEqual([
      [-8.6, 41.1],
      [-8.605, 41.105],
      [-8.6051, 41.105],
    ]);
    traffic.take(seen(103, ['a', -8.60515, 41.105, null, 1]));
    expect(traffic.wakes().features[0]?.geometry.coordinates).toHaveLength(3);
    expect(traffic.placeOf('a')).toEqual([-8.60515, 41.105]);
    expect(traffic.bounds()).toEqual([-8.60515, 41.105, -8.5, 41.2]);
  });

  it('does not let a late fix pull a vehicle back', () => {
    const traffic = new Traffic();
    traffic.take(seen(100, ['a', 1, 1, null, 0]));
    traffic.take(seen(101, ['a', 9, 9, null, 20]));
    expect(traffic.placeOf('a')).toEqual([1, 1]);
  });

  it('begins a new wake where a receiver leaps', () => {
    const traffic = new Traffic();
    const drive = [0, 0.005, 0.3, 0.006, 0.011];
    drive.forEach((lon, n) => traffic.take(seen(100 + n, ['a', lon, 0, null, 0])));
    expect(traffic.wakes().features[0]?.geometry.coordinates.map(([lon]) => lon)).toEqual([
      0.006, 0.011, 0.011,
    ]);
  });

  it('shows a phone whose clock is years behind', () => {
    const traffic = new Traffic();
    traffic.take(seen(1_700_000_000, ['a', 1, 1, null, 300_000_000]));
    expect(traffic.dots(1_700_000_001).features[0]?.properties.faded).toBe(false);
  });

  it('fades what is quiet, and forgets it before its dot is a lie', () => {
    const traffic = new Traffic();
    traffic.take(seen(100, ['a', 1, 1, null, 0]));
    expect(traffic.dots(110).features[0]?.properties.faded).toBe(false);
    expect(traffic.dots(146).features[0]?.properties.faded).toBe(true);
    traffic.take(seen(100 + forgotten_after_s + 1));
    expect(traffic.size).toBe(0);
    expect(traffic.bounds()).toBeNull();
  });
});

it('keeps a view that shows everything, and not mostly nothing', () => {
  expect(suits([0, 0, 9, 9], [1, 1, 9, 9])).toBe(true);
  expect(suits([0, 0, 9, 9], [1, 1, 9, 10])).toBe(false);
  expect(suits([0, 0, 9, 9], [0, 4, 9, 5])).toBe(true);
  expect(suits([0, 0, 9, 9], [0, 4, 5, 5])).toBe(false);
});

it('puts a case where its vehicle is, else where it was found, else nowhere', () => {
  const cases = [madeCase('a', { at: [1, 1] }), madeCase('b', { at: [2, 2] }), madeCase('c')];
  const dots = caseDots(cases, (trip) => (trip === 'trip-a' ? [5, 5] : null));
  expect(dots.features.map((dot) => [dot.properties.incident, dot.geometry.coordinates])).toEqual([
    ['a', [5, 5]],
    ['b', [2, 2]],
  ]);
  expect(dots.features[0]?.properties.rank).toBeGreaterThan(dots.features[1]?.properties.rank ?? 0);
});

it('draws the chosen case, or nothing', () => {
  const file: CaseFile = {
    case: madeCase('a'),
    timeline: [],
    trip: {
      trip: 'trip-a',
      plan: [
        [0, 0],
        [2, 1],
      ],
      started_at: 0,
      expected_arrival: null,
      state: 'active',
      rider: null,
      driver: null,
      trail: [[50, 3, -1]],
    },
  };
  const shapes = chosenShapes(file);
  expect(shapes.plan.features).toHaveLength(1);
  expect(shapes.ends.features).toHaveLength(2);
  expect(shapes.trail.features).toHaveLength(0);
  expect(shapes.last.features[0]?.geometry.coordinates).toEqual([3, -1]);
  expect(caseBounds(file)).toEqual([0, -1, 3, 1]);
  expect(chosenShapes(null).last.features).toHaveLength(0);
  expect(caseBounds({ ...file, trip: null })).toBeNull();
});

describe('the view of everything', () => {
  const found = [madeCase('a', { at: [-8.6, 41.1] }), madeCase('b'), madeCase('c', { at: [-8.5, 41.2] })];

  it('is that of all trips', () => {
    const traffic = new Traffic();
    traffic.take({ type: 'positions', at: 100, trips: [['t', 1, 2, null, 0]] });
    expect(allBounds(traffic, found)).toEqual([1, 2, 1, 2]);
  });

  it('is that of the cases while nothing is known to move', () => {
    expect(allBounds(new Traffic(), found)).toEqual([-8.6, 41.1, -8.5, 41.2]);
    expect(allBounds(new Traffic(), [])).toBeNull();
  });
});
