import { expect, it } from 'vitest';

import { languageOf, proofOf, sentenceOf, severityOf, words } from '../src/words';
import { sentences as english } from '../src/words/entries.en';
import { sentences as chinese } from '../src/words/entries.zh';
import { en } from '../src/words/en';
import { zh } from '../src/words/zh';

const finding = {
  kind: 'deviation',
  edge: 'raised',
  sentence: '310 m off the route',
  proof: { of: 'deviation', off_route_m: 1310.27, lat: 41.15001, profile: 'day' },
};

it.each([
  [{ kind: 'opened', severity: 4, why: 'SOS' }, 'Opened: SOS'],
  [{ kind: 'pressed', press: 'sos', by: 'rider' }, 'SOS pressed by the rider'],
  [{ kind: 'found', finding }, 'Found: 310 m off the route'],
  [{ kind: 'found', finding: { kind: 'signal_loss', edge: 'cleared' } }, 'Over: signal loss'],
  [{ kind: 'raised', severity: 3, why: 'no answer' }, 'Raised to Human now: no answer'],
  [{ kind: 'said', by: 'Ada', to: 'rider', text: 'Are you well?' }, 'Ada → rider: Are you well?'],
  [
    { kind: 'asked', to: 'both', reason: 'off the route' },
    'Asked the rider and driver whether all is well: off the route',
  ],
  [{ kind: 'answered', by: 'rider', answer: 'ok' }, 'Rider answered: ok'],
  [{ kind: 'escalated', level: 'team', why: 'nobody came' }, 'Escalated to the team: nobody came'],
  [{ kind: 'claimed', agent: 'Ada' }, 'Claimed by Ada'],
  [{ kind: 'noted', agent: 'Ada', text: 'called twice' }, 'Ada noted: called twice'],
  [{ kind: 'closed', agent: 'Ada', disposition: 'false_alarm', note: null }, 'Closed by Ada as False alarm'],
  [{ kind: 'drone_sent' }, 'drone sent'],
])('says %j in a sentence', (entry, sentence) => {
  expect(sentenceOf(entry)).toBe(sentence);
});

it('shows the proof of a finding, and none where there is none', () => {
  expect(proofOf({ kind: 'found', finding })).toEqual([
    ['off route', '1,310.3 m'],
    ['lat', '41.15001'],
    ['profile', 'day'],
  ]);
  expect(proofOf({ kind: 'found', finding: { proof: null } })).toEqual([]);
  expect(proofOf({ kind: 'opened' })).toEqual([]);
});

it('names every severity beside its number', () => {
  expect(severityOf(4)).toBe('4 · Threat to life');
  expect(words.severity).toHaveLength(5);
});

it('names languages, and leaves what is none', () => {
  expect(['pt', 'zh-Hant', 'brasileiro!'].map(languageOf)).toEqual([
    'Portuguese',
    'Traditional Chinese',
    'brasileiro!',
  ]);
});

it('has a sentence for the same kinds of entry in both languages', () => {
  expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
});

it('has the same keys on the keyboard in both languages', () => {
  expect(zh.keys.list.map(([key]) => key)).toEqual(en.keys.list.map(([key]) => key));
});

it('says in Chinese what happened, and leaves what people wrote', () => {
  expect(chinese.pressed?.({ kind: 'pressed', press: 'sos', by: 'rider' })).toBe('乘客按下报警按钮');
  expect(chinese.raised?.({ kind: 'raised', severity: 4, why: 'No answer.' })).toBe(
    '升级为“生命危险”：No answer.',
  );
  expect(chinese.assigned?.({ kind: 'assigned', agent: 'Bo', by: 'Bo' })).toBe('Bo 接管');
});
