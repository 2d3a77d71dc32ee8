/** How far a deadline has burnt: what is left, in words, and the share of its time that is gone. */

import { t } from "../strings";
import type { Clock, Item } from "./model";

export type Heat = "calm" | "warm" | "hot" | "late" | "paused" | "none";

export interface Burn {
  readonly heat: Heat;
  /** 0 just begun … 1 due or over. */
  readonly gone: number;
  readonly words: string;
}

const HOUR = 3600;
const DAY = 24 * HOUR;

export function seconds(at: string | null): number | null {
  if (at === null) return null;
  const ms = Date.parse(at);
  return Number.isNaN(ms) ? null : ms / 1000;
}

/** A span in the largest two units that matter. */
export function span(length: number): string {
  const minutes = Math.max(0, Math.floor(length / 60));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  if (days > 0) return hours > 0 ? t("span_dh", { d: days, h: hours }) : t("span_d", { d: days });
  if (hours > 0) return t("span_hm", { h: hours, m: minutes % 60 });
  return t("span_m", { m: minutes });
}

export function burnOf(clock: Pick<Clock, "started_at" | "due_at" | "paused" | "card">, now: number): Burn {
  const [start, due] = [seconds(clock.started_at), seconds(clock.due_at)];
  if (clock.paused) return { heat: "paused", gone: 0, words: t("burn_paused") };
  if (start === null || due === null) return { heat: "none", gone: 0, words: "" };
  const left = due - now;
  if (left <= 0) return { heat: "late", gone: 1, words: t("burn_late", { span: span(-left) }) };
  const gone = due > start ? Math.min(1, Math.max(0, (now - start) / (due - start))) : 1;
  const heat: Heat = clock.card === "yellow" || left < HOUR ? "hot" : gone > 0.7 || left < DAY / 3 ? "warm" : "calm";
  return { heat, gone, words: t("burn_left", { span: span(left) }) };
}

/** The clock of a ticket that is due first among those that run and are duties. */
export function nextOf(ticket: Pick<Item, "clocks">): Clock | null {
  const running = ticket.clocks.filter((one) => one.stopped_at === null && one.kind === "duty");
  return running.sort((a, b) => (seconds(a.due_at) ?? Infinity) - (seconds(b.due_at) ?? Infinity))[0] ?? null;
}
