/* What each kind of entry says in one English sentence. */

import type { Entry } from '../wire';
import { en } from './en';

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const after = (lead: string, value: unknown): string => (text(value) ? `${lead}: ${text(value)}` : lead);
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const plain = (value: unknown): string => text(value).replaceAll('_', ' ');
const severity = (value: unknown): string => en.severity[Number(value)] ?? String(value);

const askedOf: Record<string, string> = { driver: 'driver', both: 'rider and driver' };
const presses: Record<string, string> = { sos: 'SOS pressed', silent: 'Silent alarm pressed' };
const edges: Record<string, string> = { raised: 'Found', cleared: 'Over' };
const outcomes: Record<string, string> = {
  safe: 'a human said that all is well',
  help: 'help was asked for',
  duress: 'the duress PIN was given',
  person: 'a person was asked for',
  no_input: 'nobody said or pressed anything',
  voicemail: 'a machine answered',
  no_answer: 'nobody answered',
  busy: 'busy',
  failed: 'the call could not be placed',
  hung_up: 'hung up early',
  taken_over: 'an agent took over',
};

export const sentences: Record<string, (entry: Entry) => string> = {
  opened: ({ why }) => after('Opened', why),
  pressed: ({ press, by }) =>
    `${presses[text(press)] ?? 'Alarm pressed'}${text(by) && ` by the ${text(by)}`}`,
  press_cancelled: () => 'Press cancelled with the PIN',
  duress: () => 'Duress PIN used: the phone shows nothing, the rider is not safe',
  found: ({ finding }) => {
    if (typeof finding !== 'object' || finding === null) return 'Found';
    const { kind, edge, sentence } = finding as Record<string, unknown>;
    return `${edges[text(edge)] ?? 'Found'}: ${text(sentence) || plain(kind)}`;
  },
  raised: (entry) => after(`Raised to ${severity(entry.severity)}`, entry.why),
  lowered: (entry) => after(`Lowered to ${severity(entry.severity)}`, entry.why),
  asked: ({ to, reason }) => after(`Asked the ${askedOf[text(to)] ?? 'rider'} whether all is well`, reason),
  answered: ({ by, answer }) => `${capital(text(by) || 'somebody')} answered: ${text(answer)}`,
  unanswered: () => 'No answer',
  said: ({ by, to, text: line }) => `${capital(text(by))} → ${text(to)}: ${text(line)}`,
  accompanied: ({ by, every_s }) => `The ${text(by)} asked to be accompanied, every ${Number(every_s)} s`,
  accompany_ended: () => 'No longer accompanied',
  offered: ({ agent, why }) => after(`Offered to ${text(agent)}`, why),
  offer_declined: ({ agent, why }) => after(`${text(agent)} declined`, why),
  offer_expired: ({ agent }) => `${text(agent)} did not answer the offer`,
  offer_withdrawn: ({ agent, why }) => after(`No longer offered to ${text(agent)}`, why),
  claimed: ({ agent }) => `Claimed by ${text(agent)}`,
  taken_back: ({ agent, why }) => after(`Taken back from ${text(agent)}`, why),
  assigned: ({ agent, by }) =>
    agent === by ? `Taken over by ${text(by)}` : `Assigned to ${text(agent)} by ${text(by)}`,
  noted: ({ agent, text: line }) => `${text(agent)} noted: ${text(line)}`,
  transferred: ({ agent, to }) => `Transferred by ${text(agent)} to ${text(to)}`,
  escalated: ({ level, why }) => after(`Escalated to the ${plain(level)}`, why),
  called: ({ to, attempt, reason }) => after(`Calling the ${text(to)} (attempt ${Number(attempt)})`, reason),
  call_progressed: ({ state }) => `The call is ${plain(state)}`,
  call_settled: ({ outcome }) => `The call is over: ${outcomes[text(outcome)] ?? plain(outcome)}`,
  call_taken: ({ agent }) => `${text(agent)} speaks on the call`,
  paged: ({ to, why }) => after(`Paged ${plain(to)}`, why),
  page_settled: ({ outcome, by }) => `The page: ${plain(outcome)}${text(by) && ` by ${text(by)}`}`,
  effect_failed: ({ why }) => after('Could not be done, however often it was tried', why),
  trip_ended: ({ how }) => after('Trip ended', how),
  closed: ({ agent, disposition, note }) => {
    const as = en.disposition[disposition as keyof typeof en.disposition] ?? text(disposition);
    return after(`Closed by ${text(agent)} as ${as}`, note);
  },
};
