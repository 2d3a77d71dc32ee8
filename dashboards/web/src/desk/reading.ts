/** An utterance as it is read, cut where a field's evidence begins and ends. Pure. */

import type { Piece, Span, Utterance } from "../api";
import { slice } from "../format";
import { stretches } from "./evidence";

export interface Part {
  readonly text: string;
  readonly marked: boolean;
  readonly mark: Piece["mark"];
}

/** The lines worth showing: one of nothing but fillers has no readable form. */
export function lines(transcript: readonly Utterance[]): Utterance[] {
  return transcript.filter((line) => line.read === undefined || line.read.length > 0);
}

/** The readable text in order; `marked` where a span of this utterance covers what was recognised there. */
export function pieces(line: Utterance, spans: readonly Span[]): Part[] {
  if (line.read === undefined) return stretches(line, spans).map((one) => ({ ...one, mark: "" }));
  const own = spans.filter((span) => span.utterance_id === line.utterance_id);
  return line.read.flatMap((piece) => cut(piece, own));
}

/** The readable text of a line without its marks. */
export function readText(line: Utterance): string {
  return line.read === undefined ? line.text : line.read.map((piece) => piece.text).join("");
}

function cut(piece: Piece, spans: readonly Span[]): Part[] {
  const inside = spans.filter((span) => span.start < piece.end && piece.start < span.end);
  const whole = [...piece.text].length !== piece.end - piece.start; // a number: its figures stand for no one character
  if (inside.length === 0) return [{ text: piece.text, marked: false, mark: piece.mark }];
  if (whole) return [{ text: piece.text, marked: true, mark: piece.mark }];
  const out: Part[] = [];
  let at = piece.start;
  const add = (end: number, marked: boolean): void => {
    const text = slice(piece.text, at - piece.start, end - piece.start);
    if (text) out.push({ text, marked, mark: piece.mark });
    at = Math.max(at, end);
  };
  for (const span of inside.sort((a, b) => a.start - b.start)) {
    add(Math.max(at, span.start), false);
    add(Math.max(at, Math.min(span.end, piece.end)), true);
  }
  add(piece.end, false);
  return out;
}
