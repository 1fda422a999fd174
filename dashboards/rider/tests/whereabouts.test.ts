import { expect, it, vi } from 'vitest';

import { frame_max, keepFixes, takeKept, Waiting, waiting_max, worth } from '../src/whereabouts';
import type { Fix } from '../src/wire';

const fix = (at_s: number, mps: number | null = 10): Fix => [at_s, 41, -8, 5, mps, null];

it('sends a moving car more often than a standing one', () => {
  expect(worth(fix(0), fix(5))).toBe(true);
  expect(worth(fix(0), fix(4))).toBe(false);
  expect(worth(fix(0, 0), fix(5, 0))).toBe(false);
  expect(worth(fix(0, 0), fix(20, 0))).toBe(true);
  expect(worth(fix(0, null), fix(5, null))).toBe(true);
});

it('keeps what nobody hears, and hands it over oldest first in frames', () => {
  const waiting = new Waiting();
  for (let at_s = 0; at_s < frame_max + 10; at_s += 1) waiting.add(fix(at_s));
  const frames: number[] = [];
  waiting.flush(() => false);
  expect(waiting.count).toBe(frame_max + 10);
  waiting.flush((fixes) => {
    frames.push(fixes.length);
    return true;
  });
  expect(frames).toEqual([frame_max, 10]);
  expect(waiting.count).toBe(0);
});

it('forgets the oldest where there is no room', () => {
  const waiting = new Waiting();
  for (let at_s = 0; at_s <= waiting_max; at_s += 1) waiting.add(fix(at_s));
  let first = -1;
  waiting.flush(([oldest]) => {
    first = oldest?.[0] ?? -1;
    return false;
  });
  expect([waiting.count, first]).toEqual([waiting_max, 1]);
});

it('keeps what waits over a reload, and hands it over once', () => {
  const disk = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => disk.get(name) ?? null,
    setItem: (name: string, value: string) => disk.set(name, value),
    removeItem: (name: string) => disk.delete(name),
  });
  keepFixes('t-1', [fix(0), fix(5)]);
  expect(takeKept('t-2')).toEqual([]);
  expect(takeKept('t-1')).toEqual([fix(0), fix(5)]);
  expect(takeKept('t-1')).toEqual([]);
  keepFixes('t-1', []);
  expect(disk.size).toBe(0);
  vi.unstubAllGlobals();
});

it('goes on without a disk', () => {
  vi.stubGlobal('localStorage', undefined);
  keepFixes('t-1', [fix(0)]);
  expect(takeKept('t-1')).toEqual([]);
  vi.unstubAllGlobals();
});
