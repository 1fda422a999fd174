/*
 * The feed delivers every entry of the region once and in order, whatever the line does.
 *
 *     resting --start--> dialing --opened--> hearing --gap, silence, closed--> pausing
 *                           ^                                                     |
 *                           '------------- longer each time, since=last ----------'
 *
 * An entry is heard only when its number is last + 1. The line's word is never taken for it: a beat that twice names
 * an entry we have not heard, or one before ours, ends the line as surely as a lost socket.
 */

import { asFrame, type EntryFrame, type Frame } from './wire';

export const stale_after_ms = 3_000; // no beat for so long: the board may lie (docs/wire.md)
export const alive_every_ms = 2_000; // and at each beat, because timers of hidden pages are slowed down (ADR 92)
export const hung_up_after_ms = 6_000; // no frame for so long: a half-open socket, dial again
const alive = '{"type":"alive"}';
const pauses_ms = [250, 500, 1_000, 2_000, 4_000]; // between dials; the last repeats
const pause_spread = 0.3; // so that a hundred walls do not return in the same instant

export type LineState = 'resting' | 'dialing' | 'hearing' | 'pausing';

/** What of a WebSocket the feed needs. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
  close(): void;
}

/** A browser's WebSocket as a Socket. */
export function dial(url: string): Socket {
  const socket = new WebSocket(url);
  const held: Socket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => socket.send(text),
    close: () => socket.close(),
  };
  socket.onopen = () => held.onopen?.();
  socket.onmessage = (message: MessageEvent<unknown>) => held.onmessage?.(message);
  socket.onclose = () => held.onclose?.();
  return held;
}

export interface Ears {
  /** A frame in its place: entries without a gap, a snapshot in place of everything before. */
  hear(frame: Frame): void;
  /** The line changed. `beat_ms` is the monotonic time of the last beat. */
  line(state: LineState, beat_ms: number | null): void;
  /** A dial ended before it was open: the service is away, or our session is. */
  unanswered(): void;
}

/** Is this entry the next one, one we had, or the far side of a gap? */
export function place(last: number | null, frame: EntryFrame): 'next' | 'again' | 'gap' {
  if (last === null) return 'gap';
  if (frame.seq === last + 1) return 'next';
  return frame.seq <= last ? 'again' : 'gap';
}

export function pauseMs(tries: number, chance: number): number {
  const pause = pauses_ms[Math.min(tries, pauses_ms.length - 1)] ?? 0;
  return pause * (1 + pause_spread * (chance - 0.5));
}

/** Where to dial: everything after `last`, or a snapshot where nothing is known yet. */
export function feedUrl(page: { protocol: string; host: string }, last: number | null): string {
  const scheme = page.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${page.host}/v1/wall${last === null ? '' : `?since=${last}`}`;
}

export class Feed {
  #dial: (since: number | null) => Socket;
  #ears: Ears;
  #socket: Socket | null = null;
  #state: LineState = 'resting';
  #last: number | null = null;
  #odd_beats = 0;
  #tries = 0;
  #beat_ms: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #alive: ReturnType<typeof setInterval> | undefined;

  constructor(dial: (since: number | null) => Socket, ears: Ears) {
    this.#dial = dial;
    this.#ears = ears;
  }

  get last(): number | null {
    return this.#last;
  }

  start(): void {
    if (this.#state === 'resting') this.#call();
  }

  /** Leave the line. `start` goes on after the last entry. */
  stop(): void {
    this.#drop();
    this.#turn('resting');
  }

  #turn(state: LineState): void {
    this.#state = state;
    this.#ears.line(state, this.#beat_ms);
  }

  #call(): void {
    this.#turn('dialing');
    const socket = this.#dial(this.#last);
    this.#socket = socket;
    this.#listenFor(hung_up_after_ms);
    socket.onopen = () => {
      this.#turn('hearing');
      this.#alive = setInterval(() => socket.send(alive), alive_every_ms);
    };
    socket.onmessage = ({ data }) => this.#take(typeof data === 'string' ? asFrame(data) : null);
    socket.onclose = () => {
      if (this.#state === 'dialing') this.#ears.unanswered();
      if (this.#socket === socket) this.#again();
    };
  }

  #take(frame: Frame | null): void {
    this.#listenFor(hung_up_after_ms);
    if (frame === null) return;
    if (frame.type === 'snapshot') this.#last = frame.seq;
    if (frame.type === 'entry') {
      const where = place(this.#last, frame);
      if (where === 'gap') return this.#again();
      if (where === 'again') return;
      this.#last = frame.seq;
    }
    if (frame.type === 'beat' && !this.#trusts(frame.seq)) return this.#again();
    if (frame.type === 'beat') this.#socket?.send(alive);
    this.#ears.hear(frame);
  }

  /** A beat may overtake an entry by a hair. Twice in a row is a gap; a feed behind us has another past: begin anew. */
  #trusts(seq: number): boolean {
    this.#beat_ms = performance.now();
    this.#tries = 0;
    this.#odd_beats = seq === this.#last ? 0 : this.#odd_beats + 1;
    this.#turn('hearing');
    if (this.#odd_beats < 2) return true;
    if (this.#last !== null && seq < this.#last) this.#last = null;
    return false;
  }

  #listenFor(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#again(), ms);
  }

  #again(): void {
    this.#drop();
    this.#turn('pausing');
    this.#timer = setTimeout(() => this.#call(), pauseMs(this.#tries, Math.random()));
    this.#tries += 1;
  }

  #drop(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#alive);
    const socket = this.#socket;
    this.#socket = null;
    this.#odd_beats = 0;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
