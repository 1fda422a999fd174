/*
 * The wall's one state: feed, board, chosen case and clock, as the components read them.
 *
 *     Feed ──frames──▶ (gathered for a blink) ──fold──▶ board ──▶ queue, bar, map
 *                                            └─withFrames──▶ file ──▶ case
 *
 * Components read and call; what the feed brings is written here alone.
 */

import { act, fetchCase, whoAmI, type Act } from './api';
import { countBySeverity, empty_board, fold, queueOf, stepFrom, waitingOf } from './board';
import { withFrames } from './casefile';
import { skewOf, withBeat } from './clock';
import { dial, Feed, feedUrl, stale_after_ms, type LineState } from './feed';
import { Traffic } from './map/traffic';
import type { Agent, CaseFile, Frame } from './wire';
import { words } from './words';

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

  readonly traffic = new Traffic();
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
    this.board = fold(this.board, frames);
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
    this.file = this.file_why = this.refusal = null;
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
    const answer = await fetchCase(incident);
    if (this.chosen !== incident) return;
    this.file_why = answer.done ? null : answer.why || words.act.unreached;
    if (!answer.done) return;
    this.file = withFrames(answer.value, this.#since_asked);
    this.#since_asked = [];
  }

  /** Do something to the chosen case; true once it is in the timeline. The board changes by the feed alone. */
  async act(what: Act): Promise<boolean> {
    if (!this.chosen || this.acting) return false;
    this.acting = true;
    this.refusal = null;
    const incident = this.chosen;
    const answer = await act(incident, what);
    this.acting = false;
    if (!answer.done && answer.code === 401) this.#signedOut();
    if (!answer.done && incident === this.chosen) this.refusal = answer.why || words.act.unreached;
    return answer.done;
  }
}
