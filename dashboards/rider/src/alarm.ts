/*
 * The alarm button: what a finger does to it, and how far a press has come.
 *
 *     resting --down--> held --1.5 s--> pressed
 *        ^               '--let go--> armed --tap within 3 s--> pressed
 *        '------------------ 3 s ------'
 *
 *     sending --acknowledged--> received --an agent claims--> attended --closed--> closed
 *        '--nobody answers for a while--> unreached --acknowledged--> received
 *
 * Accidents are the most common press, so one brush is never enough; and what is shown is never more than is true.
 */

export const hold_ms = 1_500;
export const armed_ms = 3_000; // to tap once more
export const unreached_ms = 6_000; // without an acknowledgement: say so, and show what works without us

export type Finger = 'resting' | 'held' | 'armed';
export type Stage = 'none' | 'sending' | 'unreached' | 'received' | 'attended' | 'closed';

export interface Button {
  finger: Finger;
  since_ms: number;
}

export const resting: Button = { finger: 'resting', since_ms: 0 };

/** The button after a touch or as time passes, and whether that was a press. */
export function touched(
  button: Button,
  touch: 'down' | 'up' | 'time',
  now_ms: number,
): { button: Button; pressed: boolean } {
  const waited_ms = now_ms - button.since_ms;
  const stays = { button, pressed: false };
  const press = { button: resting, pressed: true };
  switch (button.finger) {
    case 'resting':
      return touch === 'down' ? { button: { finger: 'held', since_ms: now_ms }, pressed: false } : stays;
    case 'held':
      if (waited_ms >= hold_ms) return press;
      return touch === 'up' ? { button: { finger: 'armed', since_ms: now_ms }, pressed: false } : stays;
    case 'armed':
      if (waited_ms >= armed_ms) return { button: resting, pressed: false };
      return touch === 'down' ? press : stays;
  }
}

/** How far a press has come after one more thing is known. A stage never goes back, but from unreached to received. */
export function stageAfter(
  stage: Stage,
  news: 'acknowledged' | 'open' | 'claimed' | 'closed' | 'late' | 'gone',
): Stage {
  if (news === 'gone') return 'none';
  if (stage === 'none' || stage === 'closed') return stage;
  switch (news) {
    case 'late':
      return stage === 'sending' ? 'unreached' : stage;
    case 'acknowledged':
      return stage === 'sending' || stage === 'unreached' ? 'received' : stage;
    case 'open':
      return 'received';
    case 'claimed':
      return 'attended';
    case 'closed':
      return 'closed';
  }
}
