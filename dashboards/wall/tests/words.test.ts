import { expect, it } from 'vitest';

import { proofOf, sentenceOf, severityOf, words } from '../src/words';

const finding = {
  kind: 'deviation',
  edge: 'raised',
  sentence: '310 m off the route',
  proof: { off_route_m: 310 },
};

it.each([
  [{ kind: 'opened', severity: 4, why: 'SOS' }, 'Opened: SOS'],
  [{ kind: 'pressed', press: 'sos', by: 'rider' }, 'SOS pressed by the rider'],
  [{ kind: 'found', finding }, 'Found: 310 m off the route'],
  [{ kind: 'found', finding: { kind: 'signal_loss', edge: 'cleared' } }, 'Over: signal loss'],
  [{ kind: 'raised', severity: 3, why: 'no answer' }, 'Raised to Human now: no answer'],
  [{ kind: 'said', by: 'Ada', text: 'Are you well?' }, 'Ada: Are you well?'],
  [{ kind: 'claimed', agent: 'Ada' }, 'Claimed by Ada'],
  [{ kind: 'noted', agent: 'Ada', text: 'called twice' }, 'Ada: called twice'],
  [{ kind: 'closed', agent: 'Ada', disposition: 'false_alarm', note: null }, 'Closed by Ada as False alarm'],
  [{ kind: 'drone_sent' }, 'drone sent'],
])('says %j in a sentence', (entry, sentence) => {
  expect(sentenceOf(entry)).toBe(sentence);
});

it('shows the proof of a finding, and none where there is none', () => {
  expect(proofOf({ kind: 'found', finding })).toEqual([['off route m', '310']]);
  expect(proofOf({ kind: 'found', finding: { proof: 'one line' } })).toEqual([['', 'one line']]);
  expect(proofOf({ kind: 'opened' })).toEqual([]);
});

it('names every severity beside its number', () => {
  expect(severityOf(4)).toBe('4 · Threat to life');
  expect(words.severity).toHaveLength(5);
});
