import { expect, it } from 'vitest';

import { momentsOf, sheetOf, upTo } from '../src/replay';
import type { CaseFile } from '../src/wire';
import { madeCase } from './made';

const file: CaseFile = {
  case: madeCase('a'),
  timeline: [
    { seq: 1, at: 100, entry: { kind: 'opened' } },
    { seq: 2, at: 110, entry: { kind: 'found', place: [-8.6, 41.1] } },
    { seq: 3, at: 150, entry: { kind: 'closed' } },
  ],
  trip: {
    trip: 'T',
    plan: [],
    started_at: 0,
    expected_arrival: null,
    state: 'ended',
    rider: null,
    driver: null,
    trail: [
      [50, -8.6, 41.0],
      [105, -8.6, 41.1],
      [140, -8.6, 41.2],
    ],
  },
};

it('begins with the first entry and ends with the last thing known', () => {
  expect(momentsOf(file)).toEqual({ begin_s: 100, end_s: 150 });
});

it('shows no more than was known at that second', () => {
  const seen = upTo(file, 110);
  expect(seen.lines.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(seen.trail).toEqual([
    [-8.6, 41.0],
    [-8.6, 41.1],
  ]);
  expect(seen.found).toEqual([[-8.6, 41.1]]);
  expect(upTo(file, 99).lines).toEqual([]);
});

it('draws everything on its sheet, north up', () => {
  const { place } = sheetOf([[-8.6, 41.0]], [[-8.6, 41.2]]);
  expect(place([-8.6, 41.2])[1]).toBeCloseTo(60);
  expect(place([-8.6, 41.0])[1]).toBeCloseTo(940);
});
