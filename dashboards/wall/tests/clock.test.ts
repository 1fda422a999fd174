import { expect, it } from 'vitest';

import { asClock, skewOf, toneOf, withBeat } from '../src/clock';

it('corrects a browser that is two minutes slow, whatever one beat spent on the way', () => {
  const on_the_way_s = [0.4, 0.02, 3];
  const offsets = on_the_way_s.reduce(
    (kept: number[], way, n) => withBeat(kept, 1000 + n, 880 + n + way),
    [],
  );
  expect(skewOf(offsets)).toBeCloseTo(119.98);
});

it('follows a clock that was set right', () => {
  let offsets = withBeat([], 1000, 880);
  for (let n = 0; n < 30; n += 1) offsets = withBeat(offsets, 1001 + n, 1001 + n);
  expect(skewOf(offsets)).toBe(0);
  expect(skewOf([])).toBe(0);
});

it('turns colour as the due time nears', () => {
  expect(toneOf(100, null)).toBe('calm');
  expect(toneOf(100, 111)).toBe('calm');
  expect(toneOf(100, 110)).toBe('near');
  expect(toneOf(100, 100)).toBe('over');
});

it('writes clocks', () => {
  expect([-0.3, 7.9, 75, 3700].map(asClock)).toEqual(['0:00', '0:07', '1:15', '1:01:40']);
});
