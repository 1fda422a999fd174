import { describe, expect, it } from 'vitest';

import { armed_ms, hold_ms, resting, stageAfter, touched, type Button, type Stage } from '../src/alarm';

type Touch = ['down' | 'up' | 'time', number];

/** Whether these touches, each at its time, were a press; and how the button stands after them. */
function after(...touches: Touch[]): { presses: number; finger: Button['finger'] } {
  let [button, presses] = [resting, 0];
  for (const [touch, at_ms] of touches) {
    const next = touched(button, touch, at_ms);
    button = next.button;
    presses += Number(next.pressed);
  }
  return { presses, finger: button.finger };
}

describe('the button', () => {
  it('is pressed by holding it, once', () => {
    expect(after(['down', 0], ['time', hold_ms - 1], ['time', hold_ms], ['up', hold_ms + 50])).toEqual({
      presses: 1,
      finger: 'resting',
    });
  });
  it('takes one brush for no press', () => {
    expect(after(['down', 0], ['up', 200], ['time', 200 + armed_ms])).toEqual({
      presses: 0,
      finger: 'resting',
    });
  });
  it('is pressed by a second tap within three seconds', () => {
    expect(after(['down', 0], ['up', 100], ['down', 2_900])).toEqual({ presses: 1, finger: 'resting' });
  });
  it('has forgotten the first tap after three seconds', () => {
    expect(after(['down', 0], ['up', 100], ['time', 3_200], ['down', 3_300])).toEqual({
      presses: 0,
      finger: 'held',
    });
  });
  it('does not press where a finger merely stays after it has confirmed', () => {
    expect(after(['down', 0], ['up', 100], ['down', 500], ['time', 600], ['up', 900]).presses).toBe(1);
  });
});

describe('the stage', () => {
  it('goes from sending to attended, and never says more than is true', () => {
    const seen: Stage[] = ['sending'];
    for (const news of ['acknowledged', 'claimed', 'closed'] as const)
      seen.push(stageAfter(seen.at(-1) ?? 'none', news));
    expect(seen).toEqual(['sending', 'received', 'attended', 'closed']);
  });
  it('comes back from unreached', () => {
    expect(stageAfter(stageAfter('sending', 'late'), 'acknowledged')).toBe('received');
  });
  it('is not late once it was received', () => {
    expect(stageAfter('received', 'late')).toBe('received');
  });
  it('goes back to received where the agent is gone', () => {
    expect(stageAfter('attended', 'open')).toBe('received');
  });
  it('shows nothing of a case where no alarm of this phone stands', () => {
    expect(stageAfter('none', 'claimed')).toBe('none');
  });
});
