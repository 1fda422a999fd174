/*
 * The one state of the page: whose ride it is, what became of the alarm, what was asked, what was said.
 *
 *     token ──GET /v1/ride──▶ line ──frames──▶ this ──▶ components, which only read it
 *
 * Rule: after the PIN the page looks the same whichever PIN it was, and nothing that comes later may show it.
 */

import * as alarm from './alarm';
import * as api from './api';
import { again_ms, http_after_ms, keep, kept, newId } from './delivery';
import { Line } from './line';
import { fixOf, keepFixes, takeKept, Waiting, worth } from './whereabouts';
import type { Checkin, Fix, Heard, Press, Ride as RideSeen } from './wire';

export interface Told {
  from: string | null; // null: this phone said it
  text: string;
  at_s: number;
}

const lines_max = 200; // of the conversation, on the screen

export class Ride {
  about = $state<RideSeen | null>(null);
  refused = $state('');
  connected = $state(false);
  button = $state<alarm.Button>(alarm.resting);
  stage = $state<alarm.Stage>('none');
  silent = $state(false); // the standing press is a silent one: the screen stays as it was
  agent = $state<string | null>(null);
  press = $state<Press | null>(null);
  cancel_refused = $state('');
  cancelled = $state(false);
  checkin = $state<Checkin | null>(null);
  answer_refused = $state('');
  lines = $state<Told[]>([]);
  unread = $state(0);
  accompanied = $state(false);
  located = $state<'unknown' | 'here' | 'denied'>('unknown');
  now_ms = $state(Date.now());

  #token: string;
  #line: Line | null = null;
  #waiting = new Waiting();
  #last: Fix | null = null;
  #sent: Fix | null = null;
  #answered: Checkin | null = null;
  #accompany_id = '';
  #ticking: ReturnType<typeof setInterval> | undefined;
  #watch: number | null = null;

  constructor(token: string) {
    this.#token = token;
  }

  /** Asks whose ride this is until somebody answers, then stays on the line. */
  async begin(): Promise<void> {
    const answer = await api.fetchRide(this.#token);
    if (answer === null) {
      setTimeout(() => void this.begin(), again_ms);
      return;
    }
    if ('refused' in answer) {
      this.refused = answer.why;
      return;
    }
    this.about = answer.value;
    for (const fix of takeKept(answer.value.trip)) this.#waiting.add(fix);
    addEventListener('pagehide', this.#leave);
    this.#ticking = setInterval(() => this.#tick(), 100);
    this.#locate();
    this.#dial(`${answer.value.device}?token=${encodeURIComponent(this.#token)}`);
    this.#goOn(answer.value.trip);
  }

  #leave = (): void => {
    if (this.about) keepFixes(this.about.trip, this.#waiting.all);
  };

  end(): void {
    removeEventListener('pagehide', this.#leave);
    this.#line?.stop();
    clearInterval(this.#ticking);
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch);
  }

  /** A finger on the alarm button. */
  touch(touch: 'down' | 'up'): void {
    if (this.stage === 'none') this.#feel(touch);
  }

  /** The alarm, now: the button was held, or tapped and confirmed, or the keyboard said so twice. */
  sound(kind: Press['kind']): void {
    if (this.stage !== 'none' || this.about === null) return;
    const press = { press_id: newId(), at: Date.now() / 1000, kind, fix: this.#last };
    this.cancelled = false;
    keep(this.about.trip, { press, acknowledged: false });
    this.#deliver(press);
  }

  cancel(pin: string): void {
    if (this.press === null) return;
    this.cancel_refused = '';
    if (!this.#say({ type: 'cancel', press_id: this.press.press_id, pin })) this.cancel_refused = 'offline';
  }

  answer(answer: 'ok' | 'help', pin: string | null): void {
    if (this.checkin === null) return;
    const { checkin_id } = this.checkin;
    this.answer_refused = '';
    if (!this.#say({ type: 'answer', checkin_id, answer, pin })) {
      this.answer_refused = 'offline';
      return;
    }
    this.#answered = this.checkin;
    this.checkin = null;
  }

  say(text: string): boolean {
    if (!this.#say({ type: 'say', text })) return false;
    this.#keepLine({ from: null, text, at_s: Date.now() / 1000 });
    return true;
  }

  accompany(): void {
    this.#accompany_id ||= newId();
    this.accompanied = this.#say({ type: 'accompany', accompany_id: this.#accompany_id, every_s: null });
  }

  alone(): void {
    if (this.#say({ type: 'accompany_end', accompany_id: this.#accompany_id })) this.accompanied = false;
  }

  share = () => api.share(this.#token);
  unshare = () => api.unshare(this.#token);

  #say(frame: Parameters<Line['say']>[0]): boolean {
    return this.#line?.say(frame) ?? false;
  }

  #feel(touch: 'down' | 'up' | 'time'): void {
    const before = this.button.finger;
    const { button, pressed } = alarm.touched(this.button, touch, Date.now());
    this.button = button;
    if (pressed) this.sound('sos');
    else if (button.finger !== before && button.finger !== 'held')
      this.#say({ type: 'touch', what: button.finger === 'armed' ? 'armed' : 'let_go' });
  }

  #tick(): void {
    this.now_ms = Date.now();
    this.#feel('time');
    if (this.checkin && this.checkin.answer_by * 1000 < this.now_ms) this.checkin = null;
  }

  #dial(url: string): void {
    this.#line = new Line(url, {
      opened: () => this.#opened(),
      closed: () => (this.connected = false),
      heard: (frame) => this.#heard(frame),
    });
    this.#line.start();
  }

  #opened(): void {
    this.connected = true;
    this.#say({ type: 'touch', what: 'opened' });
    if (this.press !== null) this.#say({ type: 'press', ...this.press }); // known again; and we are told who has it
    this.#waiting.flush((fixes) => this.#say({ type: 'fixes', fixes }));
  }

  #heard(frame: Heard): void {
    switch (frame.type) {
      case 'pressed':
        return this.#acknowledged(frame.press_id);
      case 'case':
        return this.#stands(frame);
      case 'cancelled':
        return this.#over(true);
      case 'checkin':
        if (this.#answered?.checkin_id !== frame.checkin_id) this.checkin = frame;
        return;
      case 'told':
        this.unread += 1;
        return this.#keepLine({ from: frame.from, text: frame.text, at_s: frame.at });
      case 'accompanied':
        this.accompanied = true;
        return;
      case 'refused':
        return this.#refusedBy(frame.of, frame.why);
    }
  }

  #refusedBy(of: string, why: string): void {
    if (of === 'cancel') this.cancel_refused = why;
    if (of === 'accompany') this.accompanied = false;
    if (of === 'answer' && this.#answered) {
      this.answer_refused = why;
      this.checkin = this.#answered; // the question stands until it is answered
      this.#answered = null;
    }
  }

  #deliver(press: Press, stage: alarm.Stage = 'sending'): void {
    this.press = press;
    this.stage = stage;
    this.silent = press.kind === 'silent';
    this.#say({ type: 'press', ...press });
    const open = () =>
      this.press?.press_id === press.press_id && (this.stage === 'sending' || this.stage === 'unreached');
    const byHttp = async () => {
      if (!open()) return;
      const answer = await api.pressByHttp(this.#token, press);
      if (answer && 'value' in answer) this.#acknowledged(press.press_id);
      else setTimeout(() => void byHttp(), again_ms);
    };
    setTimeout(() => void byHttp(), this.connected ? http_after_ms : 0);
    setTimeout(() => open() && (this.stage = alarm.stageAfter(this.stage, 'late')), alarm.unreached_ms);
  }

  #acknowledged(press_id: string): void {
    if (this.press?.press_id !== press_id || this.about === null) return;
    keep(this.about.trip, { press: this.press, acknowledged: true });
    this.stage = alarm.stageAfter(this.stage, 'acknowledged');
  }

  #stands(frame: Extract<Heard, { type: 'case' }>): void {
    this.stage = alarm.stageAfter(this.stage, frame.state);
    this.agent = frame.agent;
    if (frame.state === 'closed') setTimeout(() => this.stage === 'closed' && this.#over(false), 8_000);
  }

  #over(cancelled: boolean): void {
    if (this.about) keep(this.about.trip, null);
    this.stage = 'none';
    this.press = this.agent = null;
    this.silent = false;
    this.cancelled = cancelled;
  }

  /** A page that was closed or reloaded goes on with the alarm it had. */
  #goOn(trip: string): void {
    const before = kept(trip);
    if (before !== null) this.#deliver(before.press, before.acknowledged ? 'received' : 'sending');
  }

  #keepLine(line: Told): void {
    this.lines = [...this.lines, line].slice(-lines_max);
  }

  #locate(): void {
    if (!('geolocation' in navigator)) return;
    this.#watch = navigator.geolocation.watchPosition(
      (position) => this.#moved(fixOf(position)),
      (error) => (this.located = error.code === error.PERMISSION_DENIED ? 'denied' : this.located),
      { enableHighAccuracy: true, maximumAge: 2_000 },
    );
  }

  #moved(fix: Fix): void {
    this.located = 'here';
    this.#last = fix;
    if (!worth(this.#sent, fix)) return;
    this.#sent = fix;
    this.#waiting.add(fix);
    this.#waiting.flush((fixes) => this.#say({ type: 'fixes', fixes }));
  }
}
