/** How far a drafted field may be trusted, as a word and a colour. */

import { FIELD_NAMES, type Field, type FieldName } from "../api";
import type { Key } from "../strings";
import type { Tone } from "../theme";
import type { Form } from "./form";

export interface Band {
  readonly text: Key;
  readonly tone: Tone;
  readonly sign: string;
  /** The operator should look at it before registering. */
  readonly check: boolean;
}

/** From here on a field is green. Below it the drafting rules are wrong too often to be taken unread. */
export const SURE_FROM = 0.85;

const SURE: Band = { text: "band_sure", tone: "good", sign: "✓", check: false };
const CHECK: Band = { text: "band_check", tone: "warn", sign: "!", check: true };
const EMPTY: Band = { text: "band_empty", tone: "off", sign: "–", check: false };
const EDITED: Band = { text: "band_edited", tone: "info", sign: "✎", check: false };

/** Another hand wrote it a moment ago; stands in the band's place until the operator looks. */
export const UPDATED: Band = { text: "changed_elsewhere", tone: "info", sign: "⟳", check: true };

export function band(field: Field | undefined, typed: boolean): Band {
  if (typed || field?.locked) return EDITED;
  if (!field?.value) return EMPTY;
  return field.confidence >= SURE_FROM ? SURE : CHECK;
}

/** Fields of the form that hold nothing. */
export function unheard(form: Form, fields: Partial<Record<FieldName, Field>>): FieldName[] {
  return FIELD_NAMES.filter((name) => band(fields[name], form.mine[name] !== undefined) === EMPTY);
}

/** Fields of the form the operator should look at; a ticket may carry others that are not on it. */
export function toCheck(form: Form, fields: Partial<Record<FieldName, Field>>): FieldName[] {
  return FIELD_NAMES.filter((name) => band(fields[name], form.mine[name] !== undefined).check);
}
