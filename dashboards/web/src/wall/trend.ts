/** Waiting and answered by minute over the last hour, from the summaries this page received and nothing else. */

import type { Summary } from "../topics.gen";

export const MINUTES = 60;

/** One minute in which at least one summary came. `first` is the count of answered calls when the minute began, if known. */
interface Minute {
  readonly minute: number;
  readonly most_waiting: number;
  readonly first: number | null;
  readonly last: number;
}

export type Trend = readonly Minute[];

/** One point a minute; null where nothing was received (a gap in the line, not a zero). */
export interface Point {
  readonly minute: number;
  readonly waiting: number | null;
  readonly answered: number | null;
}

const minuteOf = (ts: string): number => Math.floor(Date.parse(ts) / 60_000);

/** Add a summary. One that is older than the newest minute is left out. */
export function received(trend: Trend, summary: Summary): Trend {
  const minute = minuteOf(summary.ts);
  const held = trend[trend.length - 1];
  if (held && minute < held.minute) return trend;
  if (held && minute === held.minute) return [...trend.slice(0, -1), grown(held, summary)];
  // Only a neighbouring minute tells where the count stood when this one began.
  const first = held && held.minute === minute - 1 ? held.last : null;
  const fresh: Minute = { minute, most_waiting: summary.waiting, first, last: summary.answered };
  return [...trend.filter((old) => old.minute > minute - MINUTES), fresh];
}

function grown(held: Minute, summary: Summary): Minute {
  return { ...held, most_waiting: Math.max(held.most_waiting, summary.waiting), last: summary.answered };
}

/** The last hour up to `now_s`, oldest first, always MINUTES points. */
export function points(trend: Trend, now_s: number): Point[] {
  const now = Math.floor(now_s / 60);
  const held = new Map(trend.map((minute) => [minute.minute, minute]));
  return Array.from({ length: MINUTES }, (_, index) => point(now - MINUTES + 1 + index, held));
}

function point(minute: number, held: Map<number, Minute>): Point {
  const found = held.get(minute);
  if (!found) return { minute, waiting: null, answered: null };
  // The day's count starts again at midnight: no difference can be told across it.
  const known = found.first !== null && found.last >= found.first;
  return { minute, waiting: found.most_waiting, answered: known ? found.last - (found.first ?? 0) : null };
}
