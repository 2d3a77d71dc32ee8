/** A time of day somebody typed, as the moment that comes next: `10:00` at 23:30 is tomorrow's. Pure but for the zone. */
export function endsAt(clock: string, now: number): number {
  const found = /^(\d{1,2}):(\d{2})$/.exec(clock);
  if (!found) return 0;
  const day = new Date(now * 1000);
  day.setHours(Number(found[1]), Number(found[2]), 0, 0);
  if (day.getTime() / 1000 <= now) day.setDate(day.getDate() + 1);
  return day.getTime() / 1000;
}
