import { describe, expect, it } from 'vitest';

import { countBySeverity, empty_board, fold, queueOf, stepFrom, waitingOf } from '../src/board';
import { beat, entry, kpis, madeCase, snapshot } from './made';

const names = (cases: readonly { incident: string }[]) => cases.map((one) => one.incident);

describe('the board', () => {
  it('begins with the snapshot, then follows each entry', () => {
    const a = madeCase('a');
    const board = fold(empty_board, [
      snapshot(4, [a]),
      entry(5, madeCase('b')),
      entry(6, { ...a, severity: 4 }),
    ]);
    expect(board.seq).toBe(6);
    expect(board.cases.get('a')?.severity).toBe(4);
    expect(names(queueOf(board.cases))).toEqual(['a', 'b']);
  });

  it('forgets what a later snapshot does not hold', () => {
    const board = fold(empty_board, [snapshot(4, [madeCase('a')]), snapshot(9, [madeCase('b')])]);
    expect(names(queueOf(board.cases))).toEqual(['b']);
  });

  it('leaves the board it was given as it was', () => {
    const before = fold(empty_board, [snapshot(4, [madeCase('a')])]);
    fold(before, [entry(5, madeCase('b'))]);
    expect(before.cases.size).toBe(1);
  });

  it('takes its figures from the beat, and leaves the cases untouched', () => {
    const before = fold(empty_board, [snapshot(4, [madeCase('a')])]);
    const board = fold(before, [{ ...beat(4), kpis: { ...kpis, trips: 77 } }]);
    expect(board.kpis?.trips).toBe(77);
    expect(board.cases).toBe(before.cases);
  });

  it('keeps a closed case at hand, but not in the queue, and not for ever', () => {
    const closed = (n: number) =>
      madeCase(`c${n}`, { state: 'closed', closed_at: n, disposition: 'safe', opened_at: 0 });
    const frames = Array.from({ length: 60 }, (_, n) => entry(n + 1, closed(n)));
    const board = fold(empty_board, [snapshot(0, [madeCase('a')]), ...frames]);
    expect(names(queueOf(board.cases))).toEqual(['a']);
    expect(board.cases.has('c59')).toBe(true);
    expect(board.cases.has('c0')).toBe(false);
    expect(board.cases.size).toBe(51);
  });
});

describe('the queue', () => {
  it('puts severity first, then the unclaimed, then the longest waiting', () => {
    const cases = [
      madeCase('a-late', { severity: 3, opened_at: 50 }),
      madeCase('mine', { severity: 3, state: 'claimed', opened_at: 10 }),
      madeCase('look', { severity: 1, opened_at: 1 }),
      madeCase('z-early', { severity: 3, opened_at: 20 }),
      madeCase('sos', { severity: 4, opened_at: 90 }),
    ];
    const queue = queueOf(fold(empty_board, [snapshot(1, cases)]).cases);
    expect(names(queue)).toEqual(['sos', 'z-early', 'a-late', 'mine', 'look']);
    expect(names(waitingOf(queue))).toEqual(['sos', 'z-early', 'a-late', 'look']);
    expect(countBySeverity(queue)).toEqual([0, 1, 0, 3, 1]);
  });

  it('keeps ties where they are', () => {
    const queue = queueOf(fold(empty_board, [snapshot(1, [madeCase('b'), madeCase('a')])]).cases);
    expect(names(queue)).toEqual(['a', 'b']);
  });

  it('is walked by steps that stop at its ends', () => {
    const queue = [madeCase('a'), madeCase('b'), madeCase('c')];
    expect(stepFrom(queue, null, 1)).toBe('a');
    expect(stepFrom(queue, 'a', 1)).toBe('b');
    expect(stepFrom(queue, 'c', 1)).toBe('c');
    expect(stepFrom(queue, 'a', -1)).toBe('a');
    expect(stepFrom(queue, 'gone', -1)).toBe('a');
    expect(stepFrom([], 'a', 1)).toBeNull();
  });
});
