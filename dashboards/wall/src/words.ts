/*
 * Every word the wall says, in one place and one language; another language is another file of this shape.
 *
 * The words are those of the project: incident, claim, disposition, fix, stale. One word per idea.
 */

import type { Disposition, Entry, Severity, Standing } from './wire';

const languages = new Intl.DisplayNames(['en'], { type: 'language' });
const language_code = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i; // what Intl takes without throwing

/** pt → Portuguese; what is no language code stays as it is. */
export function languageOf(code: string): string {
  return language_code.test(code) ? (languages.of(code) ?? code) : code;
}

export const words = {
  title: 'Escort wall',
  titleWaiting: (n: number) => `(${n}) Escort wall`,
  titleStale: 'STALE · Escort wall',

  severity: ['Note', 'Look', 'Ask the rider', 'Human now', 'Threat to life'] satisfies string[],
  state: { open: 'Waiting', claimed: 'Claimed', closed: 'Closed' } satisfies Record<Standing, string>,
  disposition: {
    safe: 'Safe',
    false_alarm: 'False alarm',
    assisted: 'Assisted',
    emergency_dispatched: 'Emergency dispatched',
    unreachable: 'Unreachable',
  } satisfies Record<Disposition, string>,

  signIn: {
    heading: 'Sign in to the wall',
    name: 'Name',
    password: 'Password',
    go: 'Sign in',
    out: 'Sign out',
    expired: 'Your session has ended. Sign in again; the board goes on where it was.',
  },

  bar: {
    figures: 'Figures',
    trips: 'trips',
    fixesPerS: 'fixes/s',
    phones: 'connections',
    waiting: 'waiting',
    longest: 'longest',
    beatAge: 'Age of the last beat',
    live: 'Live',
    dialing: 'Connecting',
    keys: 'Keys',
  },

  stale: {
    headline: 'This board is stale.',
    since: (s: number) => `Nothing heard from the service for ${s} s. What you see is old.`,
    never: 'The service has not answered yet.',
    redial: 'Connecting again by itself; nothing will be missing.',
  },

  queue: {
    heading: 'Queue',
    waiting: (n: number) => `${n} waiting`,
    claimed: (n: number) => `${n} claimed`,
    empty: 'Nobody is waiting.',
    emptyHint: 'Every trip on the map is being watched.',
    loading: 'Waiting for the board …',
    waits: 'waiting',
    has: (agent: string, mine: boolean) => (mine ? 'You have it' : `${agent} has it`),
  },

  due: { in: (clock: string) => `due in ${clock}`, over: (clock: string) => `overdue ${clock}` },

  map: {
    label: 'Map of all trips',
    sheet: 'Map',
    missing: 'This browser has no WebGL, so there is no map. Everything else works.',
    broken: 'The map stopped. Everything else works; reload the page to see the map again.',
    fit: 'Show all trips',
    legend: { waiting: 'waiting', claimed: 'claimed', plan: 'plan', trail: 'trail' },
  },

  case: {
    heading: 'Case',
    none: 'No case chosen',
    noneHint: 'Press j for the first in the queue, or choose one on the map.',
    loading: 'Fetching the case …',
    notFetched: 'The case could not be fetched.',
    again: 'Try again',
    trip: 'Trip',
    rider: 'Rider',
    driver: 'Driver',
    unregistered: 'This trip was never registered: no plan, no names.',
    unknown: 'unknown',
    speaks: (code: string) => `speaks ${languageOf(code)}`,
    lastSeen: 'Last seen',
    ago: (clock: string) => `${clock} ago`,
    neverSeen: 'no fix yet',
    ended: 'trip ended',
    arrival: 'Expected',
    waited: 'Waited',
    waiting: 'Waiting',
    timeline: 'Timeline',
    proof: 'Proof',
    closedAs: (disposition: string) => `Closed: ${disposition}`,
  },

  act: {
    claim: 'Claim',
    claimedByMe: 'You have this case',
    claimedBy: (agent: string) => `${agent} has this case`,
    note: 'Note',
    say: 'Say to the phone',
    noteHint: 'For the timeline; the rider does not see it',
    sayHint: 'Shown on the rider’s phone',
    send: 'Send',
    close: 'Close',
    closeHeading: 'Close with disposition',
    closeNote: 'Note (optional)',
    cancel: 'Back',
    unreached: 'The service did not answer. It was not done, as far as we know.',
    claimFirst: 'Only who holds a case may speak to the phone or close it. Claim it first.',
  },

  keys: {
    heading: 'Keys',
    list: [
      ['j  ↓', 'next case'],
      ['k  ↑', 'previous case'],
      ['c  Enter', 'claim the chosen case'],
      ['n', 'write a note'],
      ['s', 'say something to the phone'],
      ['x', 'close with a disposition'],
      ['1 … 5', 'choose the disposition'],
      ['f', 'show all trips on the map'],
      ['Esc', 'back'],
      ['?', 'this list'],
    ] satisfies [string, string][],
  },
};

/** Severity as a badge says it: the number and the word, never the colour alone. */
export function severityOf(severity: Severity): string {
  return `${severity} · ${words.severity[severity] ?? ''}`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const after = (lead: string, value: unknown): string => (text(value) ? `${lead}: ${text(value)}` : lead);

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const askedOf: Record<string, string> = { driver: 'driver', both: 'rider and driver' };
const presses: Record<string, string> = { sos: 'SOS pressed', silent: 'Silent alarm pressed' };
const edges: Record<string, string> = { raised: 'Found', cleared: 'Over' };

/** What an entry says in one sentence. A kind from a later version shows its own name rather than nothing. */
export function sentenceOf(entry: Entry): string {
  switch (entry.kind) {
    case 'opened':
      return after('Opened', entry.why);
    case 'pressed':
      return `${presses[text(entry.press)] ?? 'Alarm pressed'}${text(entry.by) && ` by the ${text(entry.by)}`}`;
    case 'press_cancelled':
      return 'Press cancelled with the PIN';
    case 'duress':
      return 'Duress PIN used: the phone shows nothing, the rider is not safe';
    case 'found':
      return foundOf(entry.finding);
    case 'raised':
      return `${after(`Raised to ${text(words.severity[Number(entry.severity)])}`, entry.why)}`;
    case 'lowered':
      return `${after(`Lowered to ${text(words.severity[Number(entry.severity)])}`, entry.why)}`;
    case 'asked':
      return after(`Asked the ${askedOf[text(entry.to)] ?? 'rider'} whether all is well`, entry.reason);
    case 'answered':
      return `${capital(text(entry.by) || 'Somebody')} answered: ${text(entry.answer)}`;
    case 'unanswered':
      return 'No answer';
    case 'said':
      return `${capital(text(entry.by))} → ${text(entry.to)}: ${text(entry.text)}`;
    case 'claimed':
      return `Claimed by ${text(entry.agent)}`;
    case 'noted':
      return `${text(entry.agent)} noted: ${text(entry.text)}`;
    case 'transferred':
      return `Transferred by ${text(entry.agent)} to ${text(entry.to)}`;
    case 'escalated':
      return after(`Escalated to the ${text(entry.level)}`, entry.why);
    case 'trip_ended':
      return after('Trip ended', entry.how);
    case 'closed': {
      const as = words.disposition[entry.disposition as Disposition] ?? text(entry.disposition);
      return `${after(`Closed by ${text(entry.agent)} as ${as}`, entry.note)}`;
    }
    default:
      return entry.kind.replaceAll('_', ' ');
  }
}

function foundOf(finding: unknown): string {
  if (typeof finding !== 'object' || finding === null) return 'Found';
  const { kind, edge, sentence } = finding as Record<string, unknown>;
  return `${edges[text(edge)] ?? 'Found'}: ${text(sentence) || text(kind).replaceAll('_', ' ')}`;
}

/** The proof of a finding as pairs to read, each with its unit; nothing where an entry has none. */
export function proofOf(entry: Entry): [string, string][] {
  const finding = entry.finding;
  if (typeof finding !== 'object' || finding === null || !('proof' in finding)) return [];
  const { proof } = finding;
  if (typeof proof !== 'object' || proof === null) return [];
  return Object.entries(proof)
    .filter(([name]) => name !== 'of')
    .map(([name, value]) => measured(name, value));
}

const units: Record<string, string> = { m: ' m', s: ' s', mps: ' m/s', deg: '°' };

/** off_route_m: 412.34 → off route: 412.3 m. The suffix of a name is its unit. */
function measured(name: string, value: unknown): [string, string] {
  const [, bare = name, suffix = ''] = /^(.+)_([a-z]+)$/.exec(name) ?? [];
  const unit = units[suffix];
  if (typeof value !== 'number') return [name.replaceAll('_', ' '), text(value) || JSON.stringify(value)];
  if (unit === undefined) return [name.replaceAll('_', ' '), String(value)];
  return [bare.replaceAll('_', ' '), `${value.toLocaleString('en', { maximumFractionDigits: 1 })}${unit}`];
}
