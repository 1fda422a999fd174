/*
 * What to do, step by step, by the kind of trouble: from what agents' rooms teach, short enough to be read at once.
 *
 *     case, timeline ──▶ steps, each done or not      a tick ──▶ a note, so that it stands in the timeline
 *
 * Rule: a ticked step is a note and nothing else; whoever takes the case over sees the same ticks.
 */

import type { Case, Entry, Line } from './wire';
import { language } from './words';

type Book = 'press' | 'astray' | 'silent' | 'crash' | 'company';

const english: Record<Book, string[]> = {
  press: [
    'Call back; listen before you speak',
    'Ask what only yes or no answers',
    'Compare plate and place with the map',
    'In danger: send help, stay on the line',
    'Accident: confirm with the PIN, then close',
  ],
  astray: [
    'Look at plan, trail and proof',
    'Ask in the app; no answer in 30 s: call the rider',
    'Call the driver only after the rider',
    'Rider and driver disagree: treat as danger',
  ],
  silent: [
    'Is it a tunnel or a dead zone?',
    'Call the rider, then the driver',
    'Ask the platform for the vehicle',
  ],
  crash: [
    'Call the rider; no answer: send help to the place',
    'Note injuries and trapped people',
    'Tell the guardians',
  ],
  company: [
    'Greet by name, say how often you will ask',
    'A missed check-in: call at once',
    'Ask once more after arrival',
  ],
};

const chinese: Record<Book, string[]> = {
  press: [
    '回拨，先听再说',
    '只问能用“是/否”回答的问题',
    '核对车牌与位置',
    '有危险：派出救援，不要挂断',
    '误触：核对密码后结案',
  ],
  astray: [
    '查看路线、轨迹和依据',
    '先在应用内询问，30 秒无回应就致电乘客',
    '联系乘客之后才联系司机',
    '两人说法不一：按危险处理',
  ],
  silent: ['是隧道或盲区吗？', '先致电乘客，再致电司机', '请平台提供车辆位置'],
  crash: ['致电乘客；无人接听：派人到现场', '记录受伤与被困情况', '通知紧急联系人'],
  company: ['称呼姓名，说明多久询问一次', '错过一次询问：立即致电', '到达后再确认一次'],
};

const books = language === 'zh' ? chinese : english;
const astray = new Set([
  'deviation',
  'detour',
  'dwell',
  'ended_early',
  'zone',
  'speeding',
  'overdue',
  'apart',
]);

/** Which book a case asks for: an alarm goes before everything geometry saw. */
export function bookOf(one: Case, timeline: readonly Line[]): Book | null {
  const kinds = new Set(
    timeline.map(({ entry }) => (entry.kind === 'found' ? findingOf(entry) : entry.kind)),
  );
  if (kinds.has('pressed') || kinds.has('duress')) return 'press';
  if (kinds.has('crash')) return 'crash';
  if (one.accompanied) return 'company';
  if ([...kinds].some((kind) => astray.has(kind))) return 'astray';
  return kinds.has('signal_loss') || kinds.has('blurred') ? 'silent' : null;
}

export interface Step {
  step: string;
  done: boolean;
}

/** The steps of the case's book; done is what a note of this wording says. */
export function stepsOf(one: Case, timeline: readonly Line[], noteOf: (step: string) => string): Step[] {
  const book = bookOf(one, timeline);
  if (book === null) return [];
  const notes = new Set(
    timeline.filter(({ entry }) => entry.kind === 'noted').map(({ entry }) => entry.text),
  );
  return books[book].map((step) => ({ step, done: notes.has(noteOf(step)) }));
}

function findingOf({ finding }: Entry): string {
  return typeof finding === 'object' && finding !== null && 'kind' in finding ? String(finding.kind) : '';
}
