/** What was typed and not saved survives a reload of the page, in this tab and for this operator only. */

import { isDirty, type Form } from "./form";

const KEPT = "callcenter.unsaved";

interface Kept {
  operator_id: string;
  forms: Form[];
}

export function keep(operatorId: string, forms: Readonly<Record<string, Form>>, key = KEPT): void {
  const dirty = Object.values(forms).filter(isDirty);
  if (dirty.length === 0) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, JSON.stringify({ operator_id: operatorId, forms: dirty } satisfies Kept));
}

/** Forms this operator left unsaved in this tab. Another person's are thrown away. */
export function restore(operatorId: string, key = KEPT): Record<string, Form> {
  const text = sessionStorage.getItem(key);
  if (!text) return {};
  const kept = JSON.parse(text) as Kept;
  if (kept.operator_id !== operatorId) {
    sessionStorage.removeItem(key);
    return {};
  }
  return Object.fromEntries(kept.forms.map((form) => [form.callId, { ...form, sent: {} }]));
}
