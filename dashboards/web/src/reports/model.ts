/** Reports, figures, hot topics and bursts as the service tells them (docs/http.md), and who may do what with them. */

export interface Kind {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly spans: readonly Span[];
  readonly numbered: boolean;
  readonly personal: boolean;
  readonly by_hand: readonly string[];
  readonly cases: boolean;
}

export type Span = "day" | "week" | "month" | "quarter" | "year" | "days";

export interface FileOf {
  readonly url: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Report {
  readonly report_id: string;
  readonly name: string;
  readonly period: string;
  readonly number: number | null;
  readonly correction: number;
  readonly left_out: number;
  readonly title: string;
  readonly made_by: string;
  readonly made_at: string;
  readonly changed: string;
  readonly files: Readonly<Record<string, FileOf>>;
  readonly sealed: FileOf | null;
}

export interface Order {
  readonly name: string;
  readonly period: string;
  readonly unit: string;
  readonly formats: readonly string[];
  readonly extra: Readonly<Record<string, readonly [number, number]>>;
}

export interface Definition {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly measure: Measure;
  readonly definition_zh: string;
  readonly definition_en: string;
}

export type Measure = "rate" | "count" | "hours";

export interface Measured {
  readonly value: number | null;
  readonly numerator: number;
  readonly denominator: number;
}

export interface Step {
  readonly direction: "up" | "down" | "level" | "unknown";
  readonly points: number | null;
  readonly share: number | null;
  readonly better: boolean | null;
}

export interface Compared {
  readonly id: string;
  readonly now: Measured;
  readonly before: Measured;
  readonly year_before: Measured;
  readonly step: Step;
  readonly year_step: Step;
}

export interface Placed {
  readonly unit: string;
  readonly matters: number;
  readonly place: number | null;
  readonly score: number | null;
  readonly figures: readonly Measured[];
}

export interface Figures {
  readonly period: string;
  readonly items: readonly Compared[];
  readonly ranking: { readonly weights: Readonly<Record<string, number>>; readonly least: number; readonly items: readonly Placed[] };
}

export interface Topic {
  readonly ident: string;
  readonly place: string;
  readonly topic: string;
  readonly persons: number;
  readonly messages: number;
  readonly before: number;
  readonly first_at: string;
  readonly last_at: string;
  readonly tickets: readonly string[];
  readonly examples: readonly string[];
}

export type { Burst } from "../api";

export const PARTS = ["hot", "figures", "produce", "made"] as const;
export type Part = (typeof PARTS)[number];

const MAKERS = ["supervisor", "admin"];
const READERS = ["dispatcher", "leader", ...MAKERS];
const MEASURED = ["reviewer"]; // sees the figures that reviews make
const WATCHERS = ["operator", ...READERS];
const any = (roles: readonly string[], of: readonly string[]): boolean => roles.some((one) => of.includes(one));

/** What somebody is offered: operators the hot topics, readers all, and only makers make reports and set answers. */
export function partsFor(roles: readonly string[]): Part[] {
  if (any(roles, READERS)) return [...PARTS];
  return [...(any(roles, WATCHERS) ? ["hot" as const] : []), ...(any(roles, MEASURED) ? ["figures" as const] : [])];
}

export function isMaker(roles: readonly string[]): boolean {
  return any(roles, MAKERS);
}

/** Reports that name citizens are for those who may make them. */
export function kindsFor(kinds: readonly Kind[], roles: readonly string[]): Kind[] {
  return kinds.filter((one) => !one.personal || isMaker(roles));
}
