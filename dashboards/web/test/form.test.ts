import { describe, expect, it } from "vitest";
import type { Field, FieldName } from "../src/api";
import { band, SURE_FROM, toCheck } from "../src/desk/bands";
import { stretches } from "../src/desk/evidence";
import { follow } from "../src/desk/follow";
import { adopted, answered, blank, edited, firstConflict, keepMine, pending, sending, takeTheirs, valueOf, type Form } from "../src/desk/form";
import { field, ticket, utterance } from "./samples";

const draft = (version: number, title: string): Form => adopted(blank("c1"), ticket(version, { title }));

describe("merging what another hand changed", () => {
  it("takes over what was not touched here, and marks it", () => {
    const form = adopted(draft(1, "a"), ticket(2, { title: "b" }));
    expect([valueOf(form, "title"), form.updated]).toEqual(["b", ["title"]]);
  });
  it("keeps typed words and shows the other value beside them", () => {
    const form = adopted(edited(draft(1, "a"), "title", "mine"), ticket(2, { title: "theirs" }));
    expect([valueOf(form, "title"), form.conflicts.title, firstConflict(form)]).toEqual(["mine", "theirs", "title"]);
  });
  it("lets her words stand against the machine, which redrafts with every sentence", () => {
    const form = adopted(edited(draft(1, "a"), "title", "mine"), ticket(2, { title: "redrafted", place: "new" }, {}, false));
    expect([valueOf(form, "title"), form.conflicts, pending(form)]).toEqual(["mine", {}, { title: "mine" }]);
    expect([valueOf(form, "place"), form.updated]).toEqual(["new", []]);
  });
  it("sends nothing of a field in conflict until a choice is made", () => {
    const form = adopted(edited(draft(1, "a"), "title", "mine"), ticket(2, { title: "theirs" }));
    expect(pending(form)).toEqual({});
    expect(pending(keepMine(form, "title"))).toEqual({ title: "mine" });
    expect(valueOf(takeTheirs(form, "title"), "title")).toBe("theirs");
  });
  it("sees no conflict in a change to another field", () => {
    const form = adopted(edited(draft(1, "a"), "title", "mine"), ticket(2, { title: "a", place: "x" }));
    expect([form.conflicts, valueOf(form, "title"), valueOf(form, "place")]).toEqual([{}, "mine", "x"]);
  });
  it("sees no conflict in its own edit coming back while she types on", () => {
    const sent = edited(sending(edited(draft(1, "a"), "title", "ab"), { title: "ab" }), "title", "abc");
    const form = adopted(sent, ticket(2, { title: "ab" }));
    expect([form.conflicts, valueOf(form, "title"), pending(answered(form))]).toEqual([{}, "abc", { title: "abc" }]);
  });
  it("sees no conflict when its number comes back in the one spelling it is kept in, and shows that", () => {
    for (const typed of ["138 0000 0000", "１３８００００００００", "+86 138-0000-0000"]) {
      const sent = sending(edited(draft(1, "a"), "contact_phone", typed), { contact_phone: typed });
      const form = answered(adopted(sent, ticket(2, { title: "a", contact_phone: "13800000000" })));
      expect([form.conflicts, valueOf(form, "contact_phone"), pending(form)]).toEqual([{}, "13800000000", {}]);
    }
  });
  it("is quiet when both typed the same", () => {
    const form = adopted(edited(draft(1, "a"), "title", "b"), ticket(2, { title: "b" }));
    expect([form.conflicts, form.mine]).toEqual([{}, {}]);
  });
  it("is not set back by an older version", () => {
    const form = adopted(draft(3, "new"), ticket(2, { title: "old" }));
    expect([valueOf(form, "title"), form.version]).toEqual(["new", 3]);
  });
  it("lets words typed before the draft existed win over the machine's", () => {
    const early = edited(blank("c1"), "title", "typed in the call");
    const form = adopted(early, ticket(1, { title: "machine", place: "p" }));
    expect([valueOf(form, "title"), form.conflicts, pending(form)]).toEqual(["typed in the call", {}, { title: "typed in the call" }]);
    expect(valueOf(form, "place")).toBe("p");
  });
  it("has nothing to send when she typed the old value back", () => {
    expect(pending(edited(edited(draft(1, "a"), "title", "b"), "title", "a"))).toEqual({});
  });
  it("sends an emptied field as empty", () => {
    expect(pending(edited(draft(1, "a"), "title", ""))).toEqual({ title: "" });
  });
});

describe("trust", () => {
  it("is green from the bound on, amber below, and neither when empty or edited", () => {
    const texts = [field("x", { confidence: SURE_FROM }), field("x", { confidence: SURE_FROM - 0.01 }), field(""), field("x", { locked: true })];
    expect(texts.map((one) => band(one, false).text)).toEqual(["band_sure", "band_check", "band_empty", "band_edited"]);
  });
  it("asks for a look at amber fields only, until they were edited", () => {
    const fields = { title: field("x", { confidence: 0.5 }), place: field("y") };
    const form = adopted(blank("c1"), { ...ticket(1), fields });
    expect(toCheck(form, fields)).toEqual(["title"]);
    expect(toCheck(edited(form, "title", "z"), fields)).toEqual([]);
  });
  it("does not ask for a look at what is not on the form", () => {
    const fields = { topic: field("x", { confidence: 0.1 }) } as Partial<Record<FieldName, Field>>;
    expect(toCheck(blank("c1"), fields)).toEqual([]);
  });
});

describe("evidence", () => {
  const span = (start: number, end: number) => ({ utterance_id: "u1", start, end, start_ms: 0, end_ms: 0 });
  it("marks the words and loses none", () => {
    const parts = stretches(utterance(), [span(2, 4)]);
    expect(parts).toEqual([{ text: "路灯", marked: false }, { text: "坏了", marked: true }, { text: "三天", marked: false }]);
  });
  it("copes with overlapping spans and those of other utterances", () => {
    const parts = stretches(utterance(), [span(2, 5), span(0, 3), { ...span(0, 6), utterance_id: "u2" }]);
    expect(parts.map((part) => part.text).join("")).toBe("路灯坏了三天");
    expect(parts.filter((part) => part.marked).map((part) => part.text).join("")).toBe("路灯坏了三");
  });
});

describe("a new call", () => {
  const work = { open: "old", live: "new", typing: false, conflicts: false };
  it("comes up by itself on a free desk", () => expect(follow({ ...work, open: null })).toBe("new"));
  it("comes up when she is not typing", () => expect(follow(work)).toBe("new"));
  it("never takes the form away from someone typing", () => expect(follow({ ...work, typing: true })).toBe("old"));
  it("waits while a conflict is unsettled", () => expect(follow({ ...work, conflicts: true })).toBe("old"));
  it("leaves the old ticket open when there is no call", () => expect(follow({ ...work, live: null })).toBe("old"));
});
