import { expect, it } from 'vitest';

import { drawn } from '../src/sketch';
import { heardOf } from '../src/wire';
import { languages, spoken } from '../src/words';

it('speaks the first language it can, in any spelling', () => {
  expect(spoken('fr', 'pt-BR', 'zh')).toBe('pt');
  expect(spoken(null, undefined, 'ZH-Hans-CN')).toBe('zh');
  expect(spoken('fr')).toBe('en');
});

it('says something in every language', () => {
  for (const words of Object.values(languages)) {
    expect(words.hold.length).toBeGreaterThan(3);
    expect(words.callEmergency('112')).toContain('112');
    expect(words.secondsLeft(7)).toContain('7');
  }
});

it('passes over frames it does not know', () => {
  expect(heardOf('{"type":"fireworks"}')).toBeNull();
  expect(heardOf('not json')).toBeNull();
  expect(heardOf(new ArrayBuffer(1))).toBeNull();
  expect(heardOf('{"type":"cancelled","press_id":"p","at":1}')).toEqual({
    type: 'cancelled',
    press_id: 'p',
    at: 1,
  });
});

it('draws a ride in a square, north up', () => {
  const sketch = drawn(
    [
      [-8.6, 41.1],
      [-8.6, 41.2],
    ],
    [-8.6, 41.15],
  );
  expect(sketch?.way).toBe('M50.00 92.00L50.00 8.00');
  expect(sketch?.car?.[1]).toBeCloseTo(50, 5);
  expect(drawn([], null)).toBeNull();
});
