/** A show and its files as the service tells them (docs/http.md); how they are grouped for reading. */

import type { Key } from "../strings";

export interface Show {
  readonly show_id: string;
  readonly title: string;
  readonly opened_at: number;
}

export interface MadeFile {
  readonly number: number;
  readonly shelf: string;
  readonly name: string;
  readonly url: string;
  readonly size_bytes: number;
  readonly sound: boolean;
  readonly problem: string;
}

export interface Aftermath {
  readonly show_id: string;
  readonly run_id: string;
  readonly state: "none" | "waiting" | "running" | "done" | "failed";
  readonly asked_by: string;
  readonly asked_at: string | null;
  readonly ended_at: string | null;
  readonly seconds: number | null;
  readonly done: number;
  readonly of: number;
  readonly doing: string;
  readonly problem: string;
  readonly files: readonly MadeFile[];
}

export interface Definitions {
  readonly figures: readonly { name: string; zh: string; en: string; how_zh: string; how_en: string }[];
  readonly score_title: string;
  readonly score_formula: string;
  readonly score_source: string;
}

const READERS = ["producer", "host", "dispatcher", "supervisor", "admin"];
const MAKERS = ["producer", "supervisor", "admin"];

export const mayRead = (roles: readonly string[]): boolean => roles.some((one) => READERS.includes(one));
export const mayMake = (roles: readonly string[]): boolean => roles.some((one) => MAKERS.includes(one));

/** Shelves in the order they are wanted after a show. */
export const SHELVES = ["clips", "subtitles", "transcript", "as-run", "edit", "follow-up", "register", "forms", "figures", "score", "archive"] as const;
export type ShelfName = (typeof SHELVES)[number];

export const shelfKey = (shelf: ShelfName): Key => `shelf_${shelf.replace("-", "_")}` as Key;
export const OFFICE_SHELVES: readonly string[] = ["register", "forms", "score", "archive"];

/** Where register, forms and sealed scans of a run lie as one file; '' when they are not there, or not for whoever looks. */
export function bundleOf(found: Aftermath | null): string {
  const there = found?.state === "done" && found.files.some((one) => (one.shelf === "forms" || one.shelf === "register") && !one.problem);
  return there ? `/api/v1/shows/${encodeURIComponent(found.show_id)}/aftermath/${encodeURIComponent(found.run_id)}/forms.zip` : "";
}

/** Files of one thing in its several forms: a clip as wav, mp3, srt and vtt. */
export interface Group {
  readonly stem: string;
  readonly files: readonly MadeFile[];
  readonly played: MadeFile | null;
}

export function stemOf(name: string): string {
  return name.replace(/\.[a-z0-9]+$/, "");
}
export function endingOf(name: string): string {
  return name.slice(stemOf(name).length + 1);
}

/** The sound a browser plays best: MP3 is small, FLAC and WAV do as well. */
function played(files: readonly MadeFile[]): MadeFile | null {
  const sound = files.filter((one) => one.sound && !one.problem);
  return sound.find((one) => one.name.endsWith(".mp3")) ?? sound[0] ?? null;
}

export function groups(files: readonly MadeFile[], shelf: string): Group[] {
  const found = new Map<string, MadeFile[]>();
  for (const one of files) {
    if (one.shelf !== shelf) continue;
    const stem = stemOf(one.name);
    found.set(stem, [...(found.get(stem) ?? []), one]);
  }
  return [...found].map(([stem, some]) => ({ stem, files: some, played: played(some) }));
}

export const atWork = (state: Aftermath["state"] | undefined): boolean => state === "waiting" || state === "running";
