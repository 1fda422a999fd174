import { expect, it } from 'vitest';

import { lastSeen, told, withFrames } from '../src/casefile';
import type { CaseFile, Line, Trip } from '../src/wire';
import { entry, madeCase } from './made';

const trip: Trip = {
  trip: 'trip-a',
  plan: [],
  started_at: 0,
  expected_arrival: null,
  state: 'active',
  rider: null,
  driver: null,
  trail: [[90, -8.6, 41.1]],
};
const file: CaseFile = {
  case: madeCase('a'),
  timeline: [{ seq: 5, at: 100, entry: { kind: 'opened' } }],
  trip,
};

it('adds what the feed brings to this case, once', () => {
  const claimed = madeCase('a', { state: 'claimed' });
  const grown = withFrames(file, [entry(6, claimed), entry(6, claimed), entry(7, madeCase('other'))]);
  expect(grown.timeline.map((line) => line.seq)).toEqual([5, 6]);
  expect(grown.case.state).toBe('claimed');
});

it('puts an overtaken entry in its place and keeps the newest case', () => {
  const grown = withFrames(file, [entry(8, madeCase('a', { state: 'closed' })), entry(7, madeCase('a'))]);
  expect(grown.timeline.map((line) => line.seq)).toEqual([5, 7, 8]);
  expect(grown.case.state).toBe('closed');
});

it('follows the vehicle, never backwards', () => {
  const grown = withFrames(file, [
    { type: 'positions', at: 102, trips: [['trip-x', 0, 0, null, 0]] },
    { type: 'positions', at: 103, trips: [['trip-a', -8.7, 41.2, null, 2]] },
    { type: 'positions', at: 104, trips: [['trip-a', -8.8, 41.3, null, 9]] },
  ]);
  expect(grown.trip?.trail).toEqual([
    [90, -8.6, 41.1],
    [101, -8.7, 41.2],
  ]);
  expect(lastSeen(grown)).toEqual({ at: [-8.7, 41.2], fixed_at: 101 });
});

it('falls back on the place of the finding, and says nothing where there is none', () => {
  const unknown = { ...file, trip: null };
  expect(lastSeen(unknown)).toBeNull();
  expect(lastSeen({ ...unknown, case: madeCase('a', { at: [1, 2] }) })).toEqual({
    at: [1, 2],
    fixed_at: null,
  });
});

function escalated(seq: number, level: string): Line {
  return { seq, at: seq, entry: { kind: 'escalated', level } };
}

it('an escalation that repeats is one line, its newest, with a count', () => {
  const lines = [
    escalated(1, 'team'),
    escalated(2, 'supervisor'),
    escalated(3, 'supervisor'),
    escalated(4, 'supervisor'),
  ];
  expect(told(lines)).toEqual([
    { line: lines[0], times: 1 },
    { line: lines[3], times: 3 },
  ]);
});

it('what stands between two escalations keeps them apart, and nothing else is ever drawn together', () => {
  const said: Line = { seq: 2, at: 2, entry: { kind: 'said', text: 'help' } };
  const lines = [escalated(1, 'supervisor'), said, { ...said, seq: 3 }, escalated(4, 'supervisor')];
  expect(told(lines).map(({ times }) => times)).toEqual([1, 1, 1, 1]);
});
