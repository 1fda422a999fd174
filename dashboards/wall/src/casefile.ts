/*
 * One case as the agent reads it: what was fetched, and what the feed has brought since.
 *
 *     GET /v1/incidents/{id} ──▶ file ──entry──▶ file with the entry in its place
 *
 * An entry may come twice (fetched and heard) and is shown once; the sequence number says which is which.
 */

import type { CaseFile, EntryFrame, Frame, Line, LonLat, Position } from './wire';

const trail_points_max = 2_000; // of one trip on screen; the oldest go first

export function withFrames(file: CaseFile, frames: readonly Frame[]): CaseFile {
  return frames.reduce((grown, frame) => {
    if (frame.type === 'entry' && frame.incident === file.case.incident) return withEntry(grown, frame);
    if (frame.type === 'positions') return withPosition(grown, frame.at, frame.trips);
    return grown;
  }, file);
}

function withEntry(file: CaseFile, { seq, at, entry, case: after }: EntryFrame): CaseFile {
  if (file.timeline.some((line) => line.seq === seq)) return file;
  const timeline = [...file.timeline, { seq, at, entry }].sort((a, b) => a.seq - b.seq);
  const newest = after !== null && timeline.at(-1)?.seq === seq;
  return newest
    ? { ...file, timeline, case: after, summary: after.summary ?? file.summary ?? [] }
    : { ...file, timeline };
}

function withPosition(file: CaseFile, at: number, trips: readonly Position[]): CaseFile {
  const { trip } = file;
  const seen = trip && trips.find(([name]) => name === trip.trip);
  if (!trip || !seen) return file;
  const [, lon, lat, , age_s] = seen;
  const fixed_at = at - age_s;
  if (fixed_at <= (trip.trail.at(-1)?.[0] ?? 0)) return file;
  const trail = [...trip.trail, [fixed_at, lon, lat] satisfies [number, number, number]];
  return { ...file, trip: { ...trip, trail: trail.slice(-trail_points_max) } };
}

/** Where the vehicle was last, and since when we know: the trail's end, or the place of the first finding. */
export function lastSeen(file: CaseFile): { at: LonLat; fixed_at: number | null } | null {
  const end = file.trip?.trail.at(-1);
  if (end) return { at: [end[1], end[2]], fixed_at: end[0] };
  return file.case.at ? { at: file.case.at, fixed_at: null } : null;
}

export interface Told {
  line: Line;
  times: number; // how often the same was told in a row
}

/** The timeline as it is read: an escalation that repeats and repeats is one line, its newest, with a count. */
export function told(lines: readonly Line[]): Told[] {
  const read: Told[] = [];
  for (const line of lines) {
    const before = read.at(-1);
    if (before && repeats(before.line, line)) read[read.length - 1] = { line, times: before.times + 1 };
    else read.push({ line, times: 1 });
  }
  return read;
}

function repeats({ entry: before }: Line, { entry }: Line): boolean {
  return before.kind === 'escalated' && entry.kind === 'escalated' && before.level === entry.level;
}
