/** Figures as they are read: few matters as counts, changes with their sign, nothing to divide by as a dash. */

import { count, percent, UNKNOWN } from "../format";
import { t } from "../strings";
import type { Measure, Measured, Step, Topic } from "./model";

/** A rate of fewer than `small` matters stands as a count (3/4): a percentage would say more than is known. */
export function figure(of: Measured, measure: Measure, small: number): string {
  if (of.value === null) return UNKNOWN;
  if (measure === "count") return count(of.value);
  if (measure === "hours") return t("figure_hours", { n: of.value.toFixed(1) });
  return of.denominator < small ? `${of.numerator}/${of.denominator}` : percent(of.value);
}

const SIGN = { up: "↑", down: "↓", level: "＝", unknown: "" } as const;

export function step(of: Step): string {
  if (of.direction === "unknown") return UNKNOWN;
  if (of.direction === "level") return t("step_level");
  const sign = SIGN[of.direction];
  if (of.points !== null) return `${sign} ${t("step_points", { n: Math.abs(of.points).toFixed(1) })}`;
  return of.share === null ? `${sign} ${t("step_from_none")}` : `${sign} ${(100 * Math.abs(of.share)).toFixed(1)}%`;
}

/** A change is good, bad or neither; the words beside it say so too. */
export function tone(of: Step): "tone-good" | "tone-bad" | "tone-off" {
  return of.better === null ? "tone-off" : of.better ? "tone-good" : "tone-bad";
}

export function growth(of: Pick<Topic, "messages" | "before">): string {
  const more = of.messages - of.before;
  if (of.before === 0) return t("growth_new");
  return more === 0 ? t("step_level") : `${more > 0 ? "↑" : "↓"} ${Math.abs(more)}`;
}

export function bytes(size: number): string {
  return size < 1_000_000 ? `${Math.max(1, Math.round(size / 1000))} kB` : `${(size / 1_000_000).toFixed(1)} MB`;
}

/** The share 0..1 of the longest bar. */
export function bar(value: number | null, most: number): number {
  return value === null || most <= 0 ? 0 : Math.min(1, Math.max(0, value / most));
}
