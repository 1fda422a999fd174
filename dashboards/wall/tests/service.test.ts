import { expect, it } from 'vitest';

import { levelOf } from '../src/service';
import { madeCase } from './made';

const claimed = (name: string, waited_s: number) =>
  madeCase(name, { severity: 4, state: 'claimed', opened_at: 100, claimed_at: 100 + waited_s });

it('counts who was answered in time', () => {
  const { shares, counted } = levelOf(
    [claimed('a', 10), claimed('b', 18), claimed('c', 40), claimed('d', 5)],
    200,
  );
  expect(counted).toBe(4);
  expect(shares).toEqual([50, 75]);
});

it('counts who still waits once they are late, and not before', () => {
  const waits = madeCase('w', { severity: 4, opened_at: 100 });
  expect(levelOf([waits, claimed('a', 1)], 110).shares).toEqual([100, 100]);
  expect(levelOf([waits, claimed('a', 1)], 118).shares).toEqual([50, 100]);
});

it('is about what must be answered at once', () => {
  expect(levelOf([madeCase('a', { severity: 2, opened_at: 0 })], 900).shares).toEqual([NaN, NaN]);
});
