/** Cuts an utterance into stretches that are evidence for a field and stretches that are not. Pure. */

import type { Field, Span, Utterance } from "../api";
import { slice } from "../format";

export interface Stretch {
  readonly text: string;
  readonly marked: boolean;
}

/** The whole text in order; `marked` where a span of this utterance covers it. Offsets count code points. */
export function stretches(utterance: Utterance, spans: readonly Span[]): Stretch[] {
  const own = spans.filter((span) => span.utterance_id === utterance.utterance_id).sort((a, b) => a.start - b.start);
  const out: Stretch[] = [];
  let at = 0;
  for (const span of own) {
    if (span.start > at) out.push({ text: slice(utterance.text, at, span.start), marked: false });
    const from = Math.max(at, span.start);
    if (span.end > from) out.push({ text: slice(utterance.text, from, span.end), marked: true });
    at = Math.max(at, span.end);
  }
  const rest = slice(utterance.text, at);
  return rest ? [...out, { text: rest, marked: false }] : out;
}

/** The first span of a field with the utterance it lies in. */
export function firstEvidence(
  field: Field | undefined,
  transcript: readonly Utterance[],
): { span: Span; utterance: Utterance } | null {
  for (const span of field?.spans ?? []) {
    const utterance = transcript.find((one) => one.utterance_id === span.utterance_id);
    if (utterance) return { span, utterance };
  }
  return null;
}
