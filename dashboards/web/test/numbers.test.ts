import { describe, expect, it } from "vitest";
import type { Field, Ticket } from "../src/api";
import { beside, given } from "../src/tickets/numbers";
import { ticket } from "./samples";

const said = (value: string, more: Partial<Field> = {}): Field => ({ value, confidence: 0.4, rule: "phone.mobile", spans: [], locked: false, ...more });
const CALLER = "13800000000";
function of(chosen: Field, others: Field[] = []): Ticket {
  const made = ticket(1, {});
  return { ...made, fields: { ...made.fields, contact_phone: chosen }, suggestions: { contact_phone: others } };
}

describe("numbers beside the one somebody called from", () => {
  it("leaves out what was given when it is the caller's own", () => {
    expect(given(of(said(CALLER)), CALLER)).toBe("");
  });
  it("shows another number with its extension", () => {
    expect(given(of(said("051988880000", { display: "051988880000转801" })), CALLER)).toMatch(/转801$/);
  });
  it("tells each other number with whose it is, and none twice", () => {
    const others = [said("13912345678", { display: "13912345678", reason: "像是别人的号码" }), said("1391234", { display: "1391234（不完整）" }), said(CALLER)];
    const shown = beside(of(said("13700000000"), others), CALLER);
    expect(shown).toHaveLength(2);
    expect(shown[0]).toMatch(/像是别人的号码$/);
    expect(shown[1]).toMatch(/（不完整）$/);
  });
  it("shows masked numbers as they come", () => {
    expect(beside(of(said("138****0001"), [said("139****5678", { display: "139****5678" })]), "138****0000").join("")).toMatch(/^139.*\*\*\*\*.*5678$/);
  });
  it("is empty while nothing is known", () => {
    expect([given(null, CALLER), beside(null, CALLER)]).toEqual(["", []]);
  });
});
