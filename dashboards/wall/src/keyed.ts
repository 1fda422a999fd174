/*
 * One key, one act: the keyboard of the wall.
 *
 *     keydown ──▶ does it belong to a field or a button? leave it there ──▶ else its act
 *
 * Keys with Ctrl, Alt or Meta are the browser's.
 */

export type Act =
  | ('next' | 'previous' | 'claim' | 'accept' | 'decline' | 'note' | 'say' | 'ask' | 'call' | 'take-call')
  | (
      | 'escalate'
      | 'give-back'
      | 'transfer'
      | 'close'
      | 'reopen'
      | 'seen'
      | 'pause'
      | 'fit'
      | 'desk'
      | 'keys'
      | 'back'
    );

const acts: Record<string, Act> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  c: 'claim',
  Enter: 'claim',
  y: 'accept',
  d: 'decline',
  n: 'note',
  s: 'say',
  a: 'ask',
  p: 'call',
  t: 'take-call',
  e: 'escalate',
  g: 'give-back',
  h: 'transfer',
  x: 'close',
  r: 'reopen',
  q: 'seen',
  b: 'pause',
  f: 'fit',
  o: 'desk',
  '?': 'keys',
  Escape: 'back',
};

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'repeat' | 'defaultPrevented'>;

/** What a key asks for; null where the browser or the field it was typed into has it. `tag` is the focused element's. */
export function actOf(pressed: Pressed, tag: string): Act | null {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey || pressed.defaultPrevented) return null;
  const act = acts[pressed.key] ?? null;
  if (act === 'back') return act;
  if (['INPUT', 'TEXTAREA', 'SELECT'].includes(tag)) return null;
  if (pressed.key === 'Enter' && ['BUTTON', 'A', 'SUMMARY'].includes(tag)) return null;
  if (pressed.repeat && act !== 'next' && act !== 'previous') return null;
  return act;
}

export function keyed(does: Record<Act, () => void>): (pressed: KeyboardEvent) => void {
  return (pressed) => {
    const act = actOf(pressed, pressed.target instanceof Element ? pressed.target.tagName : '');
    if (!act) return;
    pressed.preventDefault();
    does[act]();
  };
}
