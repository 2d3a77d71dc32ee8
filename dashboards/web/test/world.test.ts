import { describe, expect, it } from "vitest";
import type { DeskMessage } from "../src/api";
import { drafts, EMPTY_WORLD, followed, heard, transcriptOf, type World } from "../src/desk/world";
import { deskCall, NOON_S, operator, ticket, utterance } from "./samples";

const after = (...messages: DeskMessage[]): World => messages.reduce(heard, EMPTY_WORLD);
const snapshot = (changed: Partial<Extract<DeskMessage, { type: "snapshot" }>> = {}): DeskMessage => ({
  type: "snapshot", operator: operator(), call: null, ticket: null, queues: [], recent: [], bursts: [], seq: 1, server_time: NOON_S, ...changed,
});
const partial = (text: string, call_id = "c1"): DeskMessage => ({ type: "partial", call_id, role: "caller", start_ms: 0, text });
const final = (utterance_id: string, text: string, start_ms = 0): DeskMessage => ({
  type: "final", call_id: "c1", utterance: utterance({ utterance_id, text, start_ms }),
});

describe("words of the live call", () => {
  const call: DeskMessage = { type: "call", call: deskCall() };
  it("partials replace each other, a final clears them", () => {
    expect(after(call, partial("路"), partial("路灯")).partials.caller).toBe("路灯");
    const world = after(call, partial("路灯"), final("u1", "路灯坏了"));
    expect([world.partials.caller, transcriptOf(world, "c1").map((line) => line.text)]).toEqual(["", ["路灯坏了"]]);
  });
  it("a final told twice stands once", () => {
    expect(transcriptOf(after(call, final("u1", "a"), final("u1", "a")), "c1")).toHaveLength(1);
  });
  it("finals stand in the order they were spoken", () => {
    const world = after(call, final("u2", "b", 900), final("u1", "a", 100));
    expect(transcriptOf(world, "c1").map((line) => line.text)).toEqual(["a", "b"]);
  });
  it("words of another call do not appear", () => {
    expect(after(call, partial("x", "c9")).partials.caller).toBe("");
  });
  it("the same call told again without words loses none", () => {
    const world = after(call, final("u1", "a"), { type: "call", call: deskCall({ state: "wrap_up" }) });
    expect(transcriptOf(world, "c1")).toHaveLength(1);
  });
  it("a late final still reaches the ticket after the call is gone", () => {
    const world = after({ type: "ticket", ticket: ticket(1) }, final("u9", "last words"));
    expect(transcriptOf(world, "c1").map((line) => line.text)).toEqual(["last words"]);
  });
  it("a new call starts with silence", () => {
    expect(after(call, partial("x"), { type: "call", call: deskCall({ call_id: "c2" }) }).partials.caller).toBe("");
  });
});

describe("tickets", () => {
  it("a snapshot after a break replaces the list", () => {
    const world = after(snapshot({ recent: [ticket(1)] }), snapshot({ recent: [ticket(1, {}, { call_id: "c2", ticket_id: "t2" })] }));
    expect(drafts(world).map((one) => one.call_id)).toEqual(["c2"]);
  });
  it("the draft of the call in progress waits for nobody", () => {
    const talking = after({ type: "ticket", ticket: ticket(1) }, { type: "call", call: deskCall() });
    expect(drafts(talking)).toEqual([]);
    expect(drafts(heard(talking, { type: "call", call: deskCall({ state: "wrap_up" }) }))).toHaveLength(1);
  });
  it("a registered ticket leaves the drafts", () => {
    const world = after(snapshot({ recent: [ticket(1)] }), { type: "ticket", ticket: ticket(2, {}, { status: "registered" }) });
    expect(drafts(world)).toEqual([]);
  });
  it("an older telling does not bring a draft back", () => {
    const world = after({ type: "ticket", ticket: ticket(2, {}, { status: "registered" }) }, { type: "ticket", ticket: ticket(1) });
    expect(drafts(world)).toEqual([]);
  });
});

describe("which ticket belongs to the call at the phone", () => {
  const about = ticket(1, {}, { ticket_id: "t7", call_id: "c7" });
  const with_call = (changed: Parameters<typeof deskCall>[0]): World => after(snapshot({ recent: [about] }), { type: "call", call: deskCall(changed) });
  it("a citizen's own", () => expect(followed(with_call({ call_id: "c1" }))).toBe("c1"));
  it("of a call to a duty officer the one it is about", () => {
    expect(followed(with_call({ call_id: "c9", purpose: "duty", reference: "t7" }))).toBe("c7");
  });
  it("none when that one is not at this desk: what is open stays", () => {
    expect(followed(with_call({ call_id: "c9", purpose: "duty", reference: "t8" }))).toBeNull();
  });
});
