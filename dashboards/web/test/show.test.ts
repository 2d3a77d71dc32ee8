import { describe, expect, it } from "vitest";
import { FRESH_MS, Guard, WAIT_MS } from "../src/host/safety";
import { clockFace, countdown } from "../src/show/countdown";
import type { Entry, Form, Show } from "../src/show/model";
import { refusal } from "../src/show/refusals";
import { can, kept, longestRinging } from "../src/studio/acts";
import { endsAt } from "../src/studio/ends";
import { followed, length, offered, opened, typed, words } from "../src/studio/form";
import { BINDINGS, matched } from "../src/studio/keys";

function entry(more: Partial<Entry> = {}): Entry {
  return {
    entry_id: "a", kind: "call", state: "ringing", place: 1, address: "", area: "", topic: "", text: "", position: 0, locked: false,
    on_air_since: null, joined_at: 100, ready_at: null, aired_at: null, air_s: 0, call_id: "a", source: "phone", repeat: false,
    calls_before: 0, shows_before: 0, unit_fits: true, stored: false, producer: "", producer_name: "", talking: false, end: null,
    answer: null, answer_words: "", answer_due: null, has_ticket: false, reason: "", recording_s: 0, talk_back: null, ...more,
  };
}
function show(more: Partial<Show> = {}): Show {
  return {
    show_id: "s", title: "", units: [], phase: "live", delay_s: 6, blocked: false, next_id: "", opened_at: 0, live_at: 100,
    ends_at: 700, signed_off_at: null, owed: 0, ...more,
  };
}
const DRAFT: Form = { address: "王女士", area: "天宁区", topic: "小区停水", unit: "水利局", unit_fits: false, summary: "停水三天" };

describe("the host's guard", () => {
  it("takes one press of a double click, and one of a key held down", () => {
    const guard = new Guard();
    guard.see("a", 0);
    expect([guard.press(1000), guard.press(1050), guard.press(1300)]).toEqual([true, false, false]);
  });
  it("does not take a press on what has just appeared", () => {
    const guard = new Guard();
    guard.see("a", 0);
    expect(guard.press(1000)).toBe(true);
    guard.answered();
    guard.see("b", 1100);
    expect(guard.press(1100 + FRESH_MS - 1)).toBe(false);
    expect(guard.press(1100 + FRESH_MS)).toBe(true);
  });
  it("does not wait for ever when no answer comes, and presses nothing when there is no next", () => {
    const guard = new Guard();
    expect(guard.press(5000)).toBe(false);
    guard.see("a", 5000);
    expect(guard.press(6000)).toBe(true);
    expect(guard.press(6000 + WAIT_MS)).toBe(true);
  });
});

describe("the screening form", () => {
  it("is filled from the draft where nobody has said anything", () => {
    expect(words(offered(opened(entry()), DRAFT, false))).toEqual({ address: "王女士", area: "天宁区", topic: "小区停水", unit_fits: false });
  });
  it("never loses what a person typed to a later draft or to the board", () => {
    let form = typed(opened(entry()), "topic", "物业不管");
    form = offered(form, DRAFT, false);
    form = followed(form, entry({ topic: "别的", address: "李先生", area: "钟楼区" }));
    expect(words(form)).toEqual({ address: "李先生", area: "钟楼区", topic: "物业不管", unit_fits: true });
  });
  it("follows the draft while it grows, and stops where the producer takes over", () => {
    let form = offered(opened(entry()), { ...DRAFT, topic: "停水" }, false);
    form = offered(form, DRAFT, false);
    expect(form.topic).toBe("小区停水");
    form = offered(typed(form, "topic", ""), DRAFT, false);
    expect(form.topic).toBe("");
  });
  it("leaves a described entry's words alone", () => {
    const known = entry({ address: "李先生", area: "钟楼区", topic: "电梯", unit_fits: true });
    expect(words(offered(opened(known), DRAFT, true))).toEqual({ address: "李先生", area: "钟楼区", topic: "电梯", unit_fits: true });
  });
  it("counts rare characters as one", () => {
    expect(length(" 𠮷家停水 ")).toBe(4);
  });
});

describe("what can be done where", () => {
  it("is decided by state, kind and whose it is", () => {
    const live = show();
    expect(can("take", entry(), live, "li")).toBe(true);
    expect(can("ready", entry({ state: "screening", producer: "li" }), live, "li")).toBe(true);
    expect(can("ready", entry({ state: "screening", producer: "zhao" }), live, "li")).toBe(false);
    expect(can("take", entry({ state: "screening", producer: "zhao" }), live, "li")).toBe(true);
    expect(can("return", entry({ kind: "message" }), live, "li")).toBe(false);
    expect(can("drop", entry({ state: "on_air" }), live, "li")).toBe(false);
    expect(can("air", entry({ state: "ready" }), show({ phase: "open" }), "li")).toBe(false);
    expect(can("answer", entry({ state: "gone", aired_at: 5 }), live, "li")).toBe(true);
    expect(can("take", null, live, "li")).toBe(false);
  });
  it("takes who has rung longest, and keeps the chosen row while the board moves", () => {
    const board = [entry({ entry_id: "r", state: "ready" }), entry({ entry_id: "x" }), entry({ entry_id: "y" })];
    expect(longestRinging(board)?.entry_id).toBe("x");
    expect(kept("b", ["a", "b", "c"], ["c", "b"])).toBe("b");
    expect(kept("b", ["a", "b", "c"], ["a", "c"])).toBe("c");
    expect(kept("c", ["a", "b", "c"], ["a", "b"])).toBe("b");
    expect(kept("a", ["a"], [])).toBe("");
  });
});

describe("the clock", () => {
  it("counts down to the planned end and says when it is passed", () => {
    expect(countdown(show(), 160)).toEqual({ left_s: 540, run_s: 60, tone: "info" });
    expect(countdown(show(), 450).tone).toBe("warn");
    expect(countdown(show(), 760)).toEqual({ left_s: -60, run_s: 660, tone: "bad" });
    expect(countdown(show({ phase: "signed_off" }), 200).left_s).toBeNull();
    expect([clockFace(65.9), clockFace(-61), clockFace(3725), clockFace(null), clockFace(-0.4)]).toEqual(["01:05", "-01:01", "1:02:05", "–:––", "00:00"]);
  });
  it("reads a time of day as the moment that comes next", () => {
    const noon = Date.parse("2026-11-22T12:00:00+08:00") / 1000; // the city's noon, wherever this test runs
    expect(endsAt("12:30", noon) - noon).toBe(1800);
    expect(endsAt("11:30", noon) - noon).toBe(23.5 * 3600);
    expect(endsAt("soon", noon)).toBe(0);
  });
});

describe("keys", () => {
  const press = (code: string, more: object = {}): Parameters<typeof matched>[0] => ({
    code, key: "", ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, isComposing: false, keyCode: 0, ...more,
  });
  it("does one action a key, no key two", () => {
    const caps = BINDINGS.map((one) => `${one.codes.join()}${one.alt ?? ""}${one.ctrl ?? ""}${one.shift ?? ""}`);
    expect(new Set(caps).size).toBe(caps.length);
  });
  it("leaves digits and arrows to a text field, but not F keys", () => {
    expect(matched(press("Digit3"), true)).toBeNull();
    expect(matched(press("Digit3"), false)).toEqual({ action: "row", digit: 3 });
    expect(matched(press("F3"), true)?.action).toBe("ready");
    expect(matched(press("F3", { isComposing: true }), true)).toBeNull();
  });
});

describe("refusals", () => {
  it("are said in the studio's words, with what was found", () => {
    expect(refusal("entry a: expected one nobody screens, found screened by li")).toEqual({ key: "refused_screened", values: { who: "li" } });
    expect(refusal("topic: expected at most 20 characters, found 23")).toEqual({ key: "refused_long", values: { most: "20" } });
    expect(refusal("show s: expected the studio's delay confirmed as 6 s, found 0 s")).toEqual({ key: "refused_delay", values: { delay: "6" } });
    expect(refusal("something new")).toBeNull();
  });
});
