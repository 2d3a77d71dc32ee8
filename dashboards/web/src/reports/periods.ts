/** Periods to choose from, named as the service reads them: 2026-11-20, 2026-W47, 2026-11, 2026-Q4, 2026. */

import { dayAfter } from "../zone";
import type { Span } from "./model";

const two = (n: number): string => String(n).padStart(2, "0");

export function dayBefore(day: string, days = 1): string {
  return dayAfter(day, -days);
}

/** The newest periods of a length, the one that runs first. Days are typed in, not chosen. */
export function recent(span: Span, today: string): string[] {
  const [year = 0, month = 1] = today.split("-").map(Number);
  switch (span) {
    case "week":
      return steps(27, 0).map((n) => weekOf(dayAfter(today, 7 * n)));
    case "month":
      return steps(25, year * 12 + month - 1).map((n) => `${Math.floor(n / 12)}-${two((n % 12) + 1)}`);
    case "quarter":
      return steps(9, year * 4 + Math.floor((month - 1) / 3)).map((n) => `${Math.floor(n / 4)}-Q${(n % 4) + 1}`);
    case "year":
      return steps(6, year).map(String);
    default:
      return [];
  }
}

/** The ISO week a day is in: the year and number of its Thursday. */
export function weekOf(day: string): string {
  const monday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const thursday = dayAfter(day, 3 - monday);
  const year = thursday.slice(0, 4);
  const nth = Math.round((Date.parse(thursday) - Date.parse(`${year}-01-01`)) / 86_400_000);
  return `${year}-W${two(Math.floor(nth / 7) + 1)}`;
}

function steps(count: number, newest: number): number[] {
  return Array.from({ length: count }, (_, back) => newest - back);
}

/** The one people usually want: the last that is over; of days the seven until yesterday. */
export function usual(span: Span, today: string): string {
  const yesterday = dayBefore(today);
  if (span === "day") return yesterday;
  if (span === "days") return `${dayBefore(today, 7)}..${yesterday}`;
  return recent(span, today)[1] ?? "";
}

/** First and last day of a name such as 2026-11-01..2026-11-20. */
export function ends(period: string): readonly [string, string] {
  const [first = "", last = ""] = period.split("..");
  return [first, last];
}
