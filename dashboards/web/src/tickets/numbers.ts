/** The telephone numbers of a ticket beside the one its citizen called from: what they gave, and what else was said. Pure. */

import type { Field, Ticket } from "../api";
import { phone } from "../format";

/** A number as people read it, with its extension, or the note that it was not heard whole. */
function written(one: Field): string {
  const value = one.value ?? "";
  const more = one.display?.startsWith(value) ? one.display.slice(value.length) : "";
  return phone(value) + more;
}

/** The number they gave; '' where it is the one they called from, and has no extension. */
export function given(ticket: Ticket | null, caller: string): string {
  const field = ticket?.fields.contact_phone;
  const shown = field?.value ? written(field) : "";
  return field?.value === caller && shown === phone(caller) ? "" : shown;
}

/** What else was said in the call: somebody else's, one put right, one not heard whole; with whose it is. */
export function beside(ticket: Ticket | null, caller: string): readonly string[] {
  const chosen = [caller, ticket?.fields.contact_phone?.value ?? ""];
  const others = (ticket?.suggestions?.contact_phone ?? []).filter((one) => one.value && !chosen.includes(one.value));
  return others.map((one) => written(one) + (one.reason ? `　${one.reason}` : ""));
}
