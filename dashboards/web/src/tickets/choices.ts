/** What the fields of commands take, as the service lists it: codes, people, the open meetings of a ticket. Pure. */

import type { Input, Step } from "./model";

export interface Choice {
  readonly value: string;
  readonly label: string;
}
export interface Choices {
  readonly fields: Readonly<Record<string, readonly Choice[]>>;
  /** Commands that this city does without. */
  readonly absent: readonly string[];
}
export const NO_CHOICES: Choices = { fields: {}, absent: [] };

/** Units and the person sent have fields of their own; of limits others may be typed. */
const TYPED = ["unit", "person", "limit"];

/** Meetings that were called and have no conclusion yet. */
export function openMeetings(steps: readonly Step[]): Choice[] {
  const of = (step: Step): string => String(step.about["meeting_id"] ?? "");
  const over = steps.filter((step) => step.kind === "meeting_concluded").map(of);
  const called = steps.filter((step) => step.kind === "meeting_called" && !over.includes(of(step)));
  return called.map((step) => ({ value: of(step), label: `${String(step.about["topic"] ?? "")} ${String(step.about["when"] ?? "")}`.trim() || of(step) }));
}

/** The list a field is chosen from; null where a person's own words stand. */
export function listFor(one: Input, known: Choices, steps: readonly Step[]): readonly Choice[] | null {
  if (one.name === "meeting_id") return openMeetings(steps);
  if (one.kind !== "text" || TYPED.includes(one.name)) return null;
  return known.fields[one.name] ?? null;
}

/** A field whose list is there and empty is not asked for: nothing could be put into it. */
export function asked(inputs: readonly Input[], known: Choices): Input[] {
  return inputs.filter((one) => one.needed || TYPED.includes(one.name) || known.fields[one.name]?.length !== 0);
}

/** What was chosen by its label, as the service takes it; what is no label stands as it is. */
export function valueFor(name: string, label: string, known: Choices): string {
  return known.fields[name]?.find((one) => one.label === label)?.value ?? label;
}

/** Labels of a list of accounts, to be chosen by keys. */
export const labelsFor = (name: string, known: Choices): string[] => (known.fields[name] ?? []).map((one) => one.label);
