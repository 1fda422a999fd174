/*
 * Every word the wall says, in the language this browser prefers.
 *
 * The words are those of the project: incident, claim, disposition, fix, stale. One word per idea; a file a language.
 */

import { languageOf } from './languages';
import { prefs } from './prefs';
import type { Entry, Severity } from './wire';
import { en } from './words/en';
import { sentences as english, text } from './words/entries.en';
import { sentences as chinese } from './words/entries.zh';
import { zh } from './words/zh';

export type Words = typeof en;

export const language = prefs().language; // another language is another page: the board resumes where it was
export const words: Words = language === 'zh' ? zh : en;
const sentences = language === 'zh' ? chinese : english;

export { languageOf };

/** Severity as a badge says it: the number and the word, never the colour alone. */
export function severityOf(severity: Severity): string {
  return `${severity} · ${words.severity[severity] ?? ''}`;
}

/** What an entry says in one sentence. A kind from a later version shows its own name rather than nothing. */
export function sentenceOf(entry: Entry): string {
  return sentences[entry.kind]?.(entry) ?? entry.kind.replaceAll('_', ' ');
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
