import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { paced } from '../src/paced';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first call is carried out at once, those within the pause once after it', () => {
  const done: number[] = [];
  let at = 0;
  const call = paced(
    () => 100,
    () => done.push(at),
  );
  for (at = 1; at <= 5; at += 1) call();
  expect(done).toEqual([1]);
  at = 9;
  vi.advanceTimersByTime(100);
  expect(done).toEqual([1, 9]);
  vi.advanceTimersByTime(1_000);
  expect(done).toEqual([1, 9]);
});

test('what waits when it is stopped is not carried out', () => {
  let times = 0;
  const call = paced(
    () => 100,
    () => (times += 1),
  );
  call();
  call();
  call.stop();
  vi.advanceTimersByTime(1_000);
  expect(times).toBe(1);
});
