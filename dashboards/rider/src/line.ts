/*
 * The phone's socket: dialled until it holds, and dialled again whenever it does not.
 *
 *     resting --start--> dialing --open--> open --closed, silent--> pausing --longer each time--> dialing
 *
 * Rule: it carries frames and keeps none; whoever must not lose something sends it again after `opened`.
 */

import { heardOf, type Heard, type Said } from './wire';

const pauses_ms = [200, 500, 1_000, 2_000, 4_000]; // between dials; the last repeats
const dial_ms = 5_000; // for a socket to open

export interface Ears {
  opened(): void;
  closed(): void;
  heard(frame: Heard): void;
}

export class Line {
  #url: string;
  #ears: Ears;
  #socket: WebSocket | null = null;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;

  constructor(url: string, ears: Ears) {
    this.#url = url;
    this.#ears = ears;
  }

  get open(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  start(): void {
    this.#running = true;
    addEventListener('online', this.#now);
    this.#dial();
  }

  stop(): void {
    this.#running = false;
    removeEventListener('online', this.#now);
    clearTimeout(this.#timer);
    this.#drop();
  }

  /** Whether it could be handed to the socket; nothing says that it arrived. */
  say(frame: Said): boolean {
    if (!this.open) return false;
    this.#socket?.send(JSON.stringify(frame));
    return true;
  }

  #now = (): void => {
    if (this.#running && !this.open) this.#dial();
  };

  #dial(): void {
    clearTimeout(this.#timer);
    this.#drop();
    const socket = new WebSocket(this.#url, ['escort.v1']);
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#again(), dial_ms);
    socket.onopen = () => {
      clearTimeout(this.#timer);
      this.#tries = 0;
      this.#ears.opened();
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      const frame = heardOf(data);
      if (frame) this.#ears.heard(frame);
    };
    socket.onclose = () => this.#again();
  }

  #again(): void {
    this.#drop();
    this.#ears.closed();
    if (!this.#running) return;
    const pause_ms = pauses_ms[Math.min(this.#tries, pauses_ms.length - 1)] ?? 0;
    this.#tries += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#dial(), pause_ms);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
