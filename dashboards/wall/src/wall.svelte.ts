/*
 * The wall's one state: feed, board, chosen case and clock, as the components read them.
 *
 *     Feed ──frames──▶ (gathered for a blink) ──fold──▶ board ──▶ queue, bar, map
 *                                            └─withFrames──▶ file ──▶ case
 *
 * Components read and call; what the feed brings is written here alone.
 */

import { act, fetchCase, fetchPeople, handOver, pause, resume, whoAmI, type Act, type Answer } from './api';
import { countBySeverity, empty_board, fold, offerTo, queueOf, stepFrom, waitingOf } from './board';
import { withFrames } from './casefile';
import { skewOf, withBeat } from './clock';
import { dial, Feed, feedUrl, stale_after_ms, type LineState } from './feed';
import { Traffic } from './map/traffic';
import { Noticing } from './noticing.svelte';
import type { Agent, CaseFile, Frame, People } from './wire';
import { language, words } from './words';

const blink_ms = 16; // frames that arrive within one are shown together
const tick_ms = 250;

export class Wall {
  me = $state.raw<Agent | null>(null);
  signed_out = $state(false);
  board = $state.raw(empty_board);
  line = $state<LineState>('resting');
  chosen = $state<string | null>(null);
  file = $state.raw<CaseFile | null>(null);
  file_why = $state<string | null>(null); // why there is no file
  refusal = $state<string | null>(null);
  acting = $state(false);
  people = $state.raw<People | null>(null); // of the chosen case, once they were asked for
  /** The service's time in whole seconds: what every clock on the wall counts. */
  now_s = $state(Math.floor(Date.now() / 1000));
  /** Whole seconds since the last beat, or since the wall began to listen. */
  silent_s = $state(0);
  stale = $state(false);
  /** Moves with each positions frame; the traffic itself is the map's and not watched. */
  traffic_at = $state(0);

  cases = $derived(this.board.cases);
  queue = $derived(queueOf(this.cases));
  waiting = $derived(waitingOf(this.queue));
  waiting_by_severity = $derived(countBySeverity(this.waiting));

  offered = $derived(offerTo(this.queue, this.me?.agent));
  own = $derived(this.board.agents.find(({ agent }) => agent === this.me?.agent) ?? null);
  supervises = $derived(this.me?.role === 'supervisor' || this.me?.role === 'admin');

  readonly traffic = new Traffic();
  readonly noticing = new Noticing();
  #gathered: Frame[] = [];
  #since_asked: Frame[] = [];
  #blink: ReturnType<typeof setTimeout> | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;
  #offsets: number[] = [];
  #heard_ms = 0;

  #feed = new Feed((since) => dial(feedUrl(location, since)), {
    hear: (frame) => this.#gather(frame),
    line: (state, beat_ms) => {
      this.line = state;
      this.#heard_ms = beat_ms ?? this.#heard_ms;
    },
    unanswered: () => void this.#checkSession(),
  });

  /** Begin to listen as this agent; after a sign-in in between, where the board was. */
  begin(me: Agent): void {
    this.me = me;
    this.signed_out = false;
    this.#heard_ms = performance.now();
    this.#feed.start();
    this.#tick ??= setInterval(() => this.#count(), tick_ms);
  }

  end(): void {
    this.#feed.stop();
    this.noticing.end();
    clearInterval(this.#tick);
    this.#tick = undefined;
    this.me = null;
    this.stale = false;
  }

  #gather(frame: Frame): void {
    if (frame.type === 'beat' || frame.type === 'snapshot') {
      this.#offsets = withBeat(this.#offsets, frame.at, Date.now() / 1000);
    }
    if (frame.type === 'positions') this.traffic.take(frame);
    this.#gathered.push(frame);
    this.#blink ??= setTimeout(() => this.#show(), blink_ms);
  }

  #show(): void {
    this.#blink = undefined;
    const frames = this.#gathered;
    this.#gathered = [];
    const before = this.board;
    this.board = fold(before, frames);
    if (this.me) this.noticing.notice(before, this.board, frames, this.me.agent);
    this.#count();
    if (this.file) this.file = withFrames(this.file, frames);
    else if (this.chosen) this.#since_asked.push(...frames);
    if (frames.some(({ type }) => type === 'snapshot') && this.chosen) void this.#fetch(this.chosen);
    const positions = frames.findLast((frame) => frame.type === 'positions');
    if (positions) this.traffic_at = positions.at;
  }

  #count(): void {
    this.now_s = Math.floor(Date.now() / 1000 + skewOf(this.#offsets));
    const silent_ms = performance.now() - this.#heard_ms;
    this.silent_s = Math.floor(silent_ms / 1000);
    this.stale = silent_ms > stale_after_ms;
  }

  async #checkSession(): Promise<void> {
    const answer = await whoAmI();
    if (answer.done) this.me = answer.value;
    else if (answer.code === 401) this.#signedOut();
  }

  #signedOut(): void {
    this.end();
    this.signed_out = true;
  }

  choose(incident: string | null): void {
    if (incident === this.chosen) return;
    this.chosen = incident;
    this.file = this.file_why = this.refusal = this.people = null;
    this.#since_asked = [];
    if (incident) void this.#fetch(incident);
  }

  step(step: 1 | -1): void {
    this.choose(stepFrom(this.queue, this.chosen, step));
  }

  fetchAgain(): void {
    if (this.chosen) void this.#fetch(this.chosen);
  }

  async #fetch(incident: string): Promise<void> {
    const answer = await fetchCase(incident, language);
    if (this.chosen !== incident) return;
    this.file_why = answer.done ? null : answer.why || words.act.unreached;
    if (!answer.done) return;
    this.file = withFrames(answer.value, this.#since_asked);
    this.#since_asked = [];
  }

  /** Do something to the chosen case; true once it is in the timeline. The board changes by the feed alone. */
  async act(what: Act): Promise<boolean> {
    return this.chosen !== null && (await this.actOn(this.chosen, what));
  }

  /** The same for any case. One act at a time. */
  async actOn(incident: string, what: Act): Promise<boolean> {
    return (await this.#asked(incident, () => act(incident, what))) !== null;
  }

  /** Show everybody's telephone number; that I looked is written into the timeline first. */
  async reveal(): Promise<void> {
    const incident = this.chosen;
    if (incident === null) return;
    const people = await this.#asked(incident, () => fetchPeople(incident));
    if (incident === this.chosen) this.people = people;
  }

  /** Take a break, or come back from it. */
  async turnBreak(): Promise<void> {
    const on_break = this.own?.state === 'paused';
    await this.#asked(null, () => (on_break ? resume() : pause(words.desk.breakWhy)));
  }

  /** The shift changes: all I hold goes to another. */
  async handOver(to: string): Promise<void> {
    await this.#asked(null, () => handOver(to));
  }

  async #asked<T>(incident: string | null, ask: () => Promise<Answer<T>>): Promise<T | null> {
    if (this.acting) return null;
    this.acting = true;
    this.refusal = null;
    const answer = await ask();
    this.acting = false;
    if (answer.done) return answer.value;
    if (answer.code === 401) this.#signedOut();
    if (incident === null || incident === this.chosen) this.refusal = answer.why || words.act.unreached;
    return null;
  }
}
