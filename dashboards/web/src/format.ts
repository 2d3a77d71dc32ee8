/** Numbers and times as they stand on a screen. Unknown is a dash, never 0; times are the city's (zone.ts). */

import { inCity } from "./zone";

export const UNKNOWN = "–";

type Maybe = number | null | undefined;

function known(value: Maybe): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** A count. */
export function count(value: Maybe): string {
  return known(value) ? String(Math.round(value)) : UNKNOWN;
}

/** Seconds as `m:ss`, from an hour on as `h:mm:ss`; a negative span (clocks apart) counts as 0. */
export function duration(seconds: Maybe): string {
  if (!known(seconds)) return UNKNOWN;
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (n: number): string => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** A ratio 0..1 as per cent, cut (not rounded) so that 94.96 % never reads as a reached 95 %. */
export function percent(ratio: Maybe, digits = 1): string {
  if (!known(ratio)) return UNKNOWN;
  const scale = 10 ** digits;
  // 1e-9: 0.29 * 100 is 28.999999999999996 in binary and must stay 29.
  const cut = Math.floor(ratio * 100 * scale + 1e-9) / scale;
  return `${cut === 100 ? "100" : cut.toFixed(digits)}%`;
}

/** A telephone number in groups as people read it aloud; masked and foreign ones are left alone. */
export function phone(number: string | null | undefined): string {
  if (!number) return UNKNOWN;
  const mobile = /^(?:\+?86)?(1\d{2})(\d{4}|\*{4})(\d{4})$/.exec(number);
  if (mobile) return `${mobile[1]} ${mobile[2]} ${mobile[3]}`;
  const fixed = /^(0(?:10|2\d|[3-9]\d{2}))-?(\d{3,4})(\d{4})$/.exec(number);
  return fixed ? `${fixed[1]} ${fixed[2]} ${fixed[3]}` : number;
}

/** Days, and times without an offset: the city's already. */
const LOCAL = /^\d{4}-\d\d-\d\d(?:T[\d:.]+)?$/;

/** Unix seconds or RFC 3339 as the city's `HH:MM` (with seconds on request). */
export function timeOfDay(at: number | string | null | undefined, seconds = false): string {
  if (at === null || at === undefined || at === "") return UNKNOWN;
  if (typeof at === "string" && LOCAL.test(at)) return at.slice(11, seconds ? 19 : 16);
  const ms = typeof at === "number" ? at * 1000 : Date.parse(at);
  return Number.isNaN(ms) ? UNKNOWN : inCity(ms).time.slice(0, seconds ? 8 : 5);
}

/** Position in a recording, from milliseconds, as `m:ss`. */
export function position(ms: Maybe): string {
  return known(ms) ? duration(ms / 1000) : UNKNOWN;
}

/** Characters `start` to `end` of a text, counted in code points as the service counts them (rare Han take two UTF-16 units). */
export function slice(text: string, start: number, end?: number): string {
  return Array.from(text).slice(start, end).join("");
}

/** Month, day and time of an RFC 3339 time, as the city's clock shows them: 11-22 09:05. */
export function dayAndTime(at: string): string {
  return `${dayIn(at).slice(5)} ${clockIn(at)}`;
}

/** The city's day of an RFC 3339 time: 2026-11-22. */
export function dayIn(at: string): string {
  return LOCAL.test(at) ? at.slice(0, 10) : inCity(Date.parse(at)).day;
}

/** The city's time of day of an RFC 3339 time: 09:05. */
export function clockIn(at: string): string {
  return LOCAL.test(at) ? at.slice(11, 16) : inCity(Date.parse(at)).time.slice(0, 5);
}
