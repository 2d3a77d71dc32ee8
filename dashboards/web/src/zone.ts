/** Times as the city's clock shows them, whatever zone this browser's machine is set to. */

import { ref } from "vue";

/** The service's own default, until it has said which zone its city keeps. */
const zone = ref("Asia/Shanghai");
const DAY_MS = 86_400_000;
const made = new Map<string, Intl.DateTimeFormat>();

export function setZone(name: string): void {
  zone.value = name;
}
export function zoneName(): string {
  return zone.value;
}

export interface CityTime {
  /** YYYY-MM-DD */
  readonly day: string;
  /** HH:MM:SS */
  readonly time: string;
}

function formatOf(name: string): Intl.DateTimeFormat {
  const held = made.get(name);
  if (held) return held;
  const digits = { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  const fresh = new Intl.DateTimeFormat("en-US", { timeZone: name, hourCycle: "h23", year: "numeric", ...digits });
  made.set(name, fresh);
  return fresh;
}

/** A moment (ms since 1970) on the city's calendar and clock. */
export function inCity(ms: number): CityTime {
  const part = Object.fromEntries(formatOf(zone.value).formatToParts(ms).map((one) => [one.type, one.value]));
  const year = String(part["year"]).padStart(4, "0");
  return { day: `${year}-${part["month"]}-${part["day"]}`, time: `${part["hour"]}:${part["minute"]}:${part["second"]}` };
}

/** The moment (Unix seconds) a city clock shows a local `YYYY-MM-DDTHH:MM`; NaN when that is no time. */
export function momentOf(local: string): number {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return NaN;
  const ahead = (ms: number): number => {
    const shown = inCity(ms);
    return Date.parse(`${shown.day}T${shown.time}Z`) - Math.floor(ms / 1000) * 1000;
  };
  // Twice: the first guess may lie on the other side of a change to or from summer time.
  const guess = asUtc - ahead(asUtc);
  return (asUtc - ahead(guess)) / 1000;
}

/** The day `ahead` days (or back, below 0) from `day`; both YYYY-MM-DD. */
export function dayAfter(day: string, ahead: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + ahead * DAY_MS).toISOString().slice(0, 10);
}

/** The city's day at a Unix time. */
export function dayOf(at: number): string {
  return inCity(at * 1000).day;
}
