/** Which word and colour an operator's tile carries, and how tiles share the room. */

import type { Key } from "./strings";
import type { Tone } from "./theme";
import type { OperatorView } from "./topics.gen";

export interface Look {
  readonly text: Key;
  readonly tone: Tone;
  /** A sign that differs in shape, for those who cannot tell the colours apart. */
  readonly sign: string;
}

const LOOKS: Record<string, Look> = {
  offered: { text: "state_offered", tone: "info", sign: "◎" },
  dialling: { text: "state_dialling", tone: "info", sign: "☎" },
  talking: { text: "state_talking", tone: "talk", sign: "▶" },
  hold: { text: "state_hold", tone: "hold", sign: "Ⅱ" },
  assisting: { text: "state_assisting", tone: "hold", sign: "⇄" },
  wrap_up: { text: "state_wrap_up", tone: "warn", sign: "✎" },
};
const IDLE: Look = { text: "state_idle", tone: "good", sign: "●" };
const TRAINING: Look = { text: "state_training", tone: "rest", sign: "◇" };
const BREAK: Look = { text: "state_on_break", tone: "rest", sign: "◐" };
const OUT: Look = { text: "state_signed_out", tone: "off", sign: "○" };
const LOST: Look = { text: "state_unreachable", tone: "bad", sign: "✕" };
const UNKNOWN: Look = { text: "state_unknown", tone: "off", sign: "?" };

/** What the person is doing: a running call first, then the chosen status, then whether the phone is there. */
export function look(person: Pick<OperatorView, "status" | "state" | "reachable">): Look {
  const busy = LOOKS[person.state];
  if (busy) return busy;
  if (person.status === "signed_out") return OUT;
  if (!person.reachable) return LOST;
  if (person.status === "on_break") return BREAK;
  if (person.status === "training") return TRAINING;
  return person.status === "ready" && person.state === "idle" ? IDLE : UNKNOWN;
}

export const MOST_TILES = 60;

/** Signed-in people first, by staff number within each group, so that a tile keeps its place while states change. */
export function arranged(operators: Readonly<Record<string, OperatorView>>): OperatorView[] {
  const out = (person: OperatorView): number => (person.status === "signed_out" ? 1 : 0);
  return Object.values(operators).sort(
    (a, b) => out(a) - out(b) || a.operator.localeCompare(b.operator, "en", { numeric: true }),
  );
}

/** Seconds a page of tiles stays where more are signed in than fit. */
const PAGE_S = 12;

export interface Pages {
  readonly shown: readonly OperatorView[];
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  /** Signed out and on no page. */
  readonly out: number;
}

/** Who is shown at `now_s`: everybody where they fit, else those signed in, page after page; every wall turns at once. */
export function paged(everyone: readonly OperatorView[], now_s: number): Pages {
  const present = everyone.filter((one) => one.status !== "signed_out");
  if (present.length <= MOST_TILES) {
    const shown = everyone.slice(0, MOST_TILES);
    return { shown, page: 1, pages: 1, out: everyone.length - shown.length };
  }
  const pages = Math.ceil(present.length / MOST_TILES);
  const at = Math.floor(now_s / PAGE_S) % pages;
  const shown = present.slice(at * MOST_TILES, (at + 1) * MOST_TILES);
  return { shown, page: at + 1, pages, out: everyone.length - present.length };
}

/** Columns for `n` tiles: as large as fits two to five rows up to 8 x 5, then 10 x 6. */
export function columns(n: number): number {
  if (n <= 6) return 3;
  if (n <= 12) return 4;
  if (n <= 20) return 5;
  if (n <= 30) return 6;
  return n <= 40 ? 8 : 10;
}
