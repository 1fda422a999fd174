import { expect, it } from 'vitest';

import { bookOf, stepsOf } from '../src/playbook';
import type { Entry, Line } from '../src/wire';
import { madeCase } from './made';

const lines = (...entries: Entry[]): Line[] => entries.map((entry, n) => ({ seq: n, at: n, entry }));
const found = (kind: string): Entry => ({ kind: 'found', finding: { kind } });
const done = (step: string) => `Done: ${step}`;

it('takes an alarm for worse than anything geometry saw', () => {
  expect(bookOf(madeCase('a'), lines(found('deviation'), { kind: 'pressed' }))).toBe('press');
  expect(bookOf(madeCase('a'), lines(found('deviation')))).toBe('astray');
  expect(bookOf(madeCase('a'), lines(found('signal_loss')))).toBe('silent');
  expect(bookOf(madeCase('a', { accompanied: true }), lines({ kind: 'accompanied' }))).toBe('company');
  expect(bookOf(madeCase('a'), lines({ kind: 'opened' }))).toBeNull();
});

it('ticks what a note says', () => {
  const [first, second] = stepsOf(madeCase('a'), lines({ kind: 'pressed' }), done);
  expect(first?.done).toBe(false);
  const noted = { kind: 'noted', text: done(first?.step ?? '') };
  const after = stepsOf(madeCase('a'), lines({ kind: 'pressed' }, noted), done);
  expect(after.map((step) => step.done)).toEqual([true, ...Array<boolean>(after.length - 1).fill(false)]);
  expect(second).toBeDefined();
});
