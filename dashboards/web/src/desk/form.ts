/** The ticket form: what the service has, what the operator typed, and how the two come together. Pure.
    Rule above all: nothing the operator typed is lost or overwritten without her choosing so. */

import { FIELD_NAMES, type Field, type FieldName, type Ticket } from "../api";

type Values = Partial<Record<FieldName, string>>;

export interface Form {
  readonly callId: string;
  /** null until the call's draft exists; what is typed before then waits for it. */
  readonly ticketId: string | null;
  readonly version: number;
  readonly status: Ticket["status"];
  /** The service's values as last heard. */
  readonly base: Values;
  /** Typed here and not confirmed by the service yet. */
  readonly mine: Values;
  /** On its way to the service. */
  readonly sent: Values;
  /** Changed by another hand while typed here: the other value. */
  readonly conflicts: Values;
  /** Changed by another hand since the operator last looked, not typed here. */
  readonly updated: readonly FieldName[];
}

export function blank(callId: string): Form {
  return {
    callId, ticketId: null, version: 0, status: "draft", base: {}, mine: {}, sent: {}, conflicts: {}, updated: [],
  };
}

/** What stands in the field. */
export function valueOf(form: Form, name: FieldName): string {
  return form.mine[name] ?? form.base[name] ?? "";
}

function without(values: Values, name: FieldName): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key !== name));
}

/** The operator types. */
export function edited(form: Form, name: FieldName, value: string): Form {
  const updated = form.updated.filter((other) => other !== name);
  const asServed = value === (form.base[name] ?? "") && form.sent[name] === undefined;
  const mine = asServed ? without(form.mine, name) : { ...form.mine, [name]: value };
  return { ...form, mine, updated };
}

/** The service tells the ticket (again). An older version than the one held changes nothing. */
export function adopted(form: Form, ticket: Ticket): Form {
  const first = form.ticketId === null;
  if (!first && ticket.version < form.version) return form;
  let next: Form = { ...form, ticketId: ticket.ticket_id, version: ticket.version, status: ticket.status };
  for (const name of FIELD_NAMES) next = adoptedField(next, name, ticket.fields[name], first);
  return next;
}

/** A number is kept in one spelling however it is typed: 138 0000 0000 is 13800000000. */
function same(name: FieldName, typed: string, kept: string): boolean {
  return typed === kept || (name === "contact_phone" && kept !== "" && plain(typed) === plain(kept));
}
const plain = (number: string): string => number.normalize("NFKC").replace(/[^0-9]/g, "").replace(/^(0086|86(?=1[3-9]\d{9}$)|0(?=1[3-9]\d{9}$))/, "");

/** A field is locked once a hand wrote it. Until then it is the machine's draft, which changes with every sentence
    of the call: that is no news to mark, and never stands against what the operator types. */
function adoptedField(form: Form, name: FieldName, field: Field | undefined, first: boolean): Form {
  const [theirs, byHand] = [field?.value ?? "", field?.locked ?? false];
  const was = form.base[name] ?? "";
  const typed = form.mine[name];
  const base = { ...form.base, [name]: theirs };
  if (typed === undefined) {
    const news = !first && byHand && theirs !== was && !form.updated.includes(name);
    const updated = news ? [...form.updated, name] : form.updated;
    return { ...form, base, updated };
  }
  if (same(name, typed, theirs)) return { ...form, base, mine: without(form.mine, name), conflicts: without(form.conflicts, name) };
  const ours = first || !byHand || theirs === was || theirs === form.sent[name];
  return ours ? { ...form, base } : { ...form, base, conflicts: { ...form.conflicts, [name]: theirs } };
}

/** Values ready to go to the service: typed, not on their way, not in conflict. */
export function pending(form: Form): Values {
  if (form.ticketId === null || form.status !== "draft") return {};
  const ready = Object.entries(form.mine).filter(
    ([name, value]) => form.conflicts[name as FieldName] === undefined && form.sent[name as FieldName] !== value,
  );
  return Object.fromEntries(ready);
}

export function sending(form: Form, fields: Values): Form {
  return { ...form, sent: fields };
}

/** The answer to what was sent has come (or will not). */
export function answered(form: Form): Form {
  return { ...form, sent: {} };
}

export function keepMine(form: Form, name: FieldName): Form {
  return { ...form, conflicts: without(form.conflicts, name) };
}

export function takeTheirs(form: Form, name: FieldName): Form {
  return { ...form, conflicts: without(form.conflicts, name), mine: without(form.mine, name) };
}

export function seen(form: Form, name: FieldName): Form {
  return form.updated.includes(name) ? { ...form, updated: form.updated.filter((other) => other !== name) } : form;
}

/** The first field in conflict, in the order of the form. */
export function firstConflict(form: Form): FieldName | null {
  return FIELD_NAMES.find((name) => form.conflicts[name] !== undefined) ?? null;
}

export function isDirty(form: Form): boolean {
  return Object.keys(form.mine).length > 0;
}
