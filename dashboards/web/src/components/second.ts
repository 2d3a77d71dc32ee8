/** Versions of a call's transcript (docs/http.md), and how their words are marked. */

import { call, type Recording, type Role, type Utterance } from "../api";
import type { Span } from "../api";

export interface Stretch {
  readonly utterance_id: string;
  readonly start: number;
  readonly end: number;
}
export interface Difference {
  readonly role: Role;
  readonly before: string;
  readonly after: string;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly former: readonly Stretch[];
  readonly latter: readonly Stretch[];
}
export interface Change {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly kept: "" | "edited" | "registered";
  readonly start_ms: number | null;
  readonly end_ms: number | null;
}
export interface Version {
  readonly version: number;
  readonly engine: string;
  readonly model: string;
  readonly heard_at: string | null;
  readonly shown: boolean;
  readonly verdict: "" | "accepted" | "back";
  readonly decided_by: string;
  readonly transcript: Utterance[];
}
export interface Versions {
  readonly call_id: string;
  readonly shown: number;
  readonly recording: Recording | null;
  readonly versions: readonly Version[];
  readonly differences: readonly Difference[];
  readonly changes: readonly Change[];
}

const path = (callId: string): string => `/calls/${encodeURIComponent(callId)}/versions`;
export const readVersions = (callId: string): Promise<Versions> => call<Versions>("GET", path(callId));
export const decide = (callId: string, version: number, verdict: "accepted" | "back"): Promise<Versions> =>
  call<Versions>("POST", `${path(callId)}/${version}/verdict`, { verdict });

/** The version one key away: the newest when another is shown, else the one before it. */
export function otherOf(told: Versions): Version | undefined {
  const newest = told.versions[told.versions.length - 1];
  return newest?.shown ? told.versions[told.versions.length - 2] : newest;
}

/** The stretches of a version that differ, as spans for `pieces`. */
export function marksOf(told: Versions, version: number): Span[] {
  const newest = told.versions[told.versions.length - 1]?.version ?? 1;
  const side = version === newest ? "latter" : version === newest - 1 ? "former" : null;
  if (side === null) return [];
  return told.differences.flatMap((one) => one[side].map((stretch) => ({ ...stretch, start_ms: one.start_ms, end_ms: one.end_ms })));
}

/** Whether these are words of a second hearing: those heard live are not mixed into them. */
export const heardAgain = (transcript: readonly Utterance[]): boolean => transcript.some((one) => (one.version ?? 1) > 1);
