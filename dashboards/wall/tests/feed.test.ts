import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import {
  alive_every_ms,
  Feed,
  feedUrl,
  hung_up_after_ms,
  pauseMs,
  type LineState,
  type Socket,
} from '../src/feed';
import type { Frame } from '../src/wire';
import { beat, entry, snapshot } from './made';

/** A socket the test holds the other end of. */
class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  closed = false;
  sent: string[] = [];

  constructor(readonly since: number | null) {}

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.closed = true;
  }

  says(...frames: Frame[]): void {
    for (const frame of frames) this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

class Night {
  sockets: FakeSocket[] = [];
  heard: Frame[] = [];
  states: LineState[] = [];
  unanswered = 0;
  feed = new Feed(
    (since) => {
      const socket = new FakeSocket(since);
      this.sockets.push(socket);
      return socket;
    },
    {
      hear: (frame) => this.heard.push(frame),
      line: (state) => this.states.push(state),
      unanswered: () => (this.unanswered += 1),
    },
  );

  get socket(): FakeSocket {
    const newest = this.sockets.at(-1);
    if (!newest) throw new Error('nobody has dialed');
    return newest;
  }

  begin(seq: number): void {
    this.feed.start();
    this.socket.onopen?.();
    this.socket.says(snapshot(seq));
  }

  /** The next dial, however long the pause was. */
  redial(): FakeSocket {
    const before = this.sockets.length;
    vi.advanceTimersByTime(5_000);
    expect(this.sockets.length).toBe(before + 1);
    return this.socket;
  }

  get seqs(): number[] {
    return this.heard.flatMap((frame) => (frame.type === 'entry' ? [frame.seq] : []));
  }
}

it('says that it is alive while it is open, and no more', () => {
  vi.useFakeTimers();
  const night = new Night();
  night.begin(1);
  vi.advanceTimersByTime(alive_every_ms);
  expect(night.socket.sent).toEqual(['{"type":"alive"}']);
  const { socket } = night;
  socket.says(beat(1));
  expect(socket.sent).toHaveLength(2);
  night.feed.stop();
  vi.advanceTimersByTime(alive_every_ms * 3);
  expect(socket.sent).toHaveLength(2);
});

describe('the feed', () => {
  let night: Night;

  beforeEach(() => {
    vi.useFakeTimers();
    night = new Night();
  });

  afterEach(() => {
    night.feed.stop();
    vi.useRealTimers();
  });

  it('asks for a snapshot first, then hears entries in order', () => {
    night.begin(7);
    night.socket.says(entry(8), entry(9));
    expect(night.sockets[0]?.since).toBeNull();
    expect(night.seqs).toEqual([8, 9]);
  });

  it('resumes after the last entry when the line is lost', () => {
    night.begin(7);
    night.socket.says(entry(8));
    night.socket.onclose?.();
    expect(night.redial().since).toBe(8);
    night.socket.says(entry(9), entry(10));
    expect(night.seqs).toEqual([8, 9, 10]);
  });

  it('drops an entry it had before', () => {
    night.begin(7);
    night.socket.says(entry(8), entry(8), entry(9));
    expect(night.seqs).toEqual([8, 9]);
  });

  it('does not show the far side of a gap, but dials since the last entry', () => {
    night.begin(7);
    const holed = night.socket;
    holed.says(entry(8), entry(10));
    expect(holed.closed).toBe(true);
    expect(night.seqs).toEqual([8]);
    expect(night.redial().since).toBe(8);
    night.socket.says(entry(9), entry(10));
    expect(night.seqs).toEqual([8, 9, 10]);
  });

  it('finds a lost last entry by two beats that name it', () => {
    night.begin(7);
    night.socket.says(beat(8));
    expect(night.socket.closed).toBe(false);
    night.socket.says(beat(8));
    expect(night.sockets[0]?.closed).toBe(true);
    expect(night.redial().since).toBe(7);
  });

  it('lets a beat overtake its entry', () => {
    night.begin(7);
    night.socket.says(beat(8), entry(8), beat(8), beat(8));
    expect(night.socket.closed).toBe(false);
  });

  it('begins anew where the service is behind us', () => {
    night.begin(7);
    night.socket.says(beat(3), beat(3));
    expect(night.redial().since).toBeNull();
  });

  it('takes a snapshot in place of everything', () => {
    night.begin(7);
    night.socket.says(snapshot(50), entry(51));
    expect(night.feed.last).toBe(51);
  });

  it('hangs up on a half-open socket', () => {
    night.begin(7);
    vi.advanceTimersByTime(hung_up_after_ms - 1);
    expect(night.socket.closed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(night.sockets[0]?.closed).toBe(true);
    expect(night.states.at(-1)).toBe('pausing');
  });

  it('stays on a line that only beats', () => {
    night.begin(7);
    for (let second = 0; second < 60; second += 1) {
      vi.advanceTimersByTime(1_000);
      night.socket.says(beat(7));
    }
    expect(night.sockets.length).toBe(1);
    expect(night.states.at(-1)).toBe('hearing');
  });

  it('says when a dial was not answered, and keeps dialing', () => {
    night.feed.start();
    night.socket.onclose?.();
    expect(night.unanswered).toBe(1);
    night.redial();
    night.socket.onopen?.();
    night.socket.onclose?.();
    expect(night.unanswered).toBe(1);
  });

  it('rests when stopped, and goes on after the last entry', () => {
    night.begin(7);
    night.feed.stop();
    vi.advanceTimersByTime(60_000);
    expect(night.sockets.length).toBe(1);
    expect(night.states.at(-1)).toBe('resting');
    night.feed.start();
    expect(night.socket.since).toBe(7);
  });

  it('passes over what it does not know', () => {
    night.begin(7);
    night.socket.onmessage?.({ data: 'not json' });
    night.socket.onmessage?.({ data: '{"type":"weather"}' });
    night.socket.says(entry(8));
    expect(night.heard.map((frame) => frame.type)).toEqual(['snapshot', 'entry']);
  });
});

it('waits longer each time, and never long', () => {
  expect([0, 1, 2, 3, 4, 99].map((tries) => pauseMs(tries, 0.5))).toEqual([250, 500, 1000, 2000, 4000, 4000]);
  expect(pauseMs(4, 1)).toBeGreaterThan(pauseMs(4, 0));
});

it('dials its own host', () => {
  expect(feedUrl({ protocol: 'http:', host: '127.0.0.1:80' }, null)).toBe('ws://127.0.0.1:80/v1/wall');
  expect(feedUrl({ protocol: 'https:', host: 'desk.example' }, 0)).toBe('wss://desk.example/v1/wall?since=0');
});
