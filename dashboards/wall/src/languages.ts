/* Names of languages, in the language of the wall. */

import { prefs } from './prefs';

const languages = new Intl.DisplayNames([prefs().language], { type: 'language' });
const language_code = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i; // what Intl takes without throwing

/** pt → Portuguese; what is no language code stays as it is. */
export function languageOf(code: string): string {
  return language_code.test(code) ? (languages.of(code) ?? code) : code;
}
