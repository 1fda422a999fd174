import { describe, expect, it } from 'vitest';

import { empty_board, fold, offerTo, queueOf } from '../src/board';
import { noticesOf, unseen } from '../src/notice';
import type { Case } from '../src/wire';
import { entry, madeCase, snapshot } from './made';

const board = (...cases: Case[]) => fold(empty_board, [snapshot(1, cases)]);
const heard = (before: Case[], after: Case[], me = 'Ada') =>
  noticesOf(board(...before), board(...after), [], me);

describe('what is heard', () => {
  it('is a new threat to life, before anything else', () => {
    const after = [madeCase('a', { severity: 3 }), madeCase('b', { severity: 4 })];
    expect(heard([], after)).toEqual(['life', 'human']);
  });
  it('is a case that was raised to a threat to life', () => {
    expect(heard([madeCase('a', { severity: 3 })], [madeCase('a', { severity: 4 })])).toEqual(['life']);
  });
  it('is a threat to life that went back to the queue', () => {
    const claimed = madeCase('a', { severity: 4, state: 'claimed', claimed_by: 'Bo' });
    expect(heard([claimed], [madeCase('a', { severity: 4 })])).toEqual(['life']);
  });
  it('is nothing where the case only got another entry', () => {
    expect(heard([madeCase('a', { severity: 4 })], [madeCase('a', { severity: 4, entries: 2 })])).toEqual([]);
  });
  it('is an offer to me and not one to somebody else', () => {
    expect(heard([madeCase('a')], [madeCase('a', { offered_to: 'Ada' })])).toEqual(['offer']);
    expect(heard([madeCase('a')], [madeCase('a', { offered_to: 'Bo' })])).toEqual([]);
  });
  it('is a word from the phone of my case', () => {
    const mine = madeCase('a', { state: 'claimed', claimed_by: 'Ada' });
    const said = { ...entry(2, mine), entry: { kind: 'said', to: 'desk', text: 'help' } };
    expect(noticesOf(board(mine), board(mine), [said], 'Ada')).toEqual(['word']);
    expect(noticesOf(board(mine), board(mine), [said], 'Bo')).toEqual([]);
  });
});

describe('the bar', () => {
  const life = madeCase('a', { severity: 4 });
  it('stands for a threat to life that nobody has', () => {
    expect(unseen(queueOf(board(life).cases), new Set())).toEqual([life]);
  });
  it('is quiet once seen, claimed or less severe', () => {
    expect(unseen([life], new Set(['a']))).toEqual([]);
    expect(unseen([{ ...life, state: 'claimed' }], new Set())).toEqual([]);
    expect(unseen([{ ...life, severity: 3 }], new Set())).toEqual([]);
  });
});

it('offers the case that must be answered first', () => {
  const cases = [
    madeCase('late', { offered_to: 'Ada', accept_by: 20 }),
    madeCase('soon', { offered_to: 'Ada', accept_by: 10 }),
    madeCase('else', { offered_to: 'Bo', accept_by: 1 }),
    madeCase('taken', { offered_to: 'Ada', accept_by: 1, state: 'claimed' }),
  ];
  expect(offerTo(cases, 'Ada')?.incident).toBe('soon');
  expect(offerTo(cases, undefined)).toBeNull();
});
