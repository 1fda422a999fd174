/*
 * What this agent is made to hear and see of new work, and what they have said "seen" to.
 *
 *     board ──noticesOf──▶ sound, browser notification      threat to life ──▶ bar, tone again and again ──seen──▶ quiet
 */

import { SvelteSet } from 'svelte/reactivity';

import { queueOf, type Board } from './board';
import { noticesOf, unseen } from './notice';
import { prefer, prefs, type Sound } from './prefs';
import { audible, heard, sound, unlock } from './sound';
import type { Case, Frame } from './wire';
import { words } from './words';

const again_ms = 6_000; // a threat to life that nobody has and nobody has seen sounds again

export class Noticing {
  wanted = $state<Sound>(prefs().sound);
  locked = $state(true); // the browser has not been touched yet: it plays nothing
  #seen = new SvelteSet<string>();
  #board: Board | null = null;
  #again: ReturnType<typeof setInterval> | undefined;

  /** The first touch of the page: it may be heard from now on, and may ask to notify. */
  touched = (): void => {
    unlock();
    this.locked = !heard();
    if (typeof Notification !== 'undefined' && Notification.permission === 'default')
      void Notification.requestPermission();
  };

  notice(before: Board, after: Board, frames: readonly Frame[], agent: string): void {
    this.#board = after;
    this.#again ??= setInterval(() => this.#soundAgain(), again_ms);
    if (before.seq === null) return; // the board has just come: what stood there is no news
    const notices = noticesOf(before, after, frames, agent);
    const [loudest] = notices;
    if (loudest && audible(loudest, this.wanted)) sound(loudest);
    if (document.hidden && (loudest === 'life' || loudest === 'offer')) this.#notify(after, loudest, agent);
  }

  /** The threats to life that keep the bar up. */
  standing(queue: readonly Case[]): Case[] {
    return unseen(queue, this.#seen);
  }

  seen(cases: readonly Case[]): void {
    for (const one of cases) this.#seen.add(one.incident);
  }

  louder(): void {
    const next: Record<Sound, Sound> = { all: 'severe', severe: 'off', off: 'all' };
    this.wanted = next[this.wanted];
    prefer({ sound: this.wanted });
  }

  end(): void {
    clearInterval(this.#again);
    this.#again = undefined;
  }

  #soundAgain(): void {
    this.locked = !heard();
    const stands = this.#board && this.standing(queueOf(this.#board.cases)).length > 0;
    if (stands && audible('life', this.wanted)) sound('life');
  }

  #notify(board: Board, notice: 'life' | 'offer', agent: string): void {
    if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
    const queue = queueOf(board.cases);
    const one =
      notice === 'life' ? this.standing(queue)[0] : queue.find(({ offered_to }) => offered_to === agent);
    if (one)
      new Notification(words[notice === 'life' ? 'urgent' : 'offer'].notification(one.why), {
        tag: one.incident,
      });
  }
}
