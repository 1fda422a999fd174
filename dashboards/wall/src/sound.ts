/*
 * The wall is heard: short tones made here, no file, so that a slow network never makes a silent alarm.
 *
 * A browser lets a page sound only after somebody touched it; until then `heard` stays false and the bar says so.
 */

import type { Notice } from './notice';
import type { Sound } from './prefs';

/** Hertz and seconds of each tone; the worse, the higher and the longer. */
const tunes: Record<Notice, [hz: number, s: number][]> = {
  life: [
    [880, 0.18],
    [660, 0.18],
    [880, 0.18],
    [660, 0.18],
    [880, 0.3],
  ],
  offer: [
    [523, 0.14],
    [784, 0.22],
  ],
  human: [[587, 0.25]],
  word: [[440, 0.08]],
};
const loudness = 0.25;
const severe: readonly Notice[] = ['life', 'offer'];

let context: AudioContext | null = null;

/** Called by the first touch or key: from now on the page may be heard. */
export function unlock(): void {
  context ??= typeof AudioContext === 'undefined' ? null : new AudioContext();
  void context?.resume();
}

export function heard(): boolean {
  return context?.state === 'running';
}

/** Whether somebody who wants this much sound hears such a notice. */
export function audible(notice: Notice, wanted: Sound): boolean {
  return wanted === 'all' || (wanted === 'severe' && severe.includes(notice));
}

/** Plays a notice, where the browser lets us. */
export function sound(notice: Notice): void {
  if (!context || context.state !== 'running') return;
  let at = context.currentTime;
  for (const [hz, s] of tunes[notice]) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = hz;
    volume.gain.setValueAtTime(loudness, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + s);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + s);
    at += s;
  }
}
