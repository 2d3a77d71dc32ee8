import { dayAfter, dayOf, momentOf } from "../zone";

/** A time of day of the city that somebody typed, as the moment that comes next: `10:00` at 23:30 is tomorrow's. */
export function endsAt(clock: string, now: number): number {
  const found = /^(\d{1,2}):(\d{2})$/.exec(clock);
  if (!found) return 0;
  const time = `${found[1]?.padStart(2, "0")}:${found[2]}`;
  const today = dayOf(now);
  const next = momentOf(`${today}T${time}`);
  return next <= now ? momentOf(`${dayAfter(today, 1)}T${time}`) : next;
}
