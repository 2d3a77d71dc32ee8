import { describe, expect, it } from "vitest";
import { APPEAL_KINDS } from "../src/api";
import { type Press } from "../src/components/keyboard";
import { BINDINGS, matched } from "../src/desk/keys";
import { Twice, TWICE_WITHIN_MS } from "../src/desk/twice";

function press(code: string, changed: Partial<Press> = {}): Press {
  return { code, key: "", ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, isComposing: false, keyCode: 0, ...changed };
}

describe("the keyboard map", () => {
  it("has one meaning for each key", () => {
    const presses = BINDINGS.flatMap((one) => one.codes.map((code) => `${one.ctrl ?? ""}${one.alt ?? ""}${one.shift ?? ""}${code}`));
    expect(new Set(presses).size).toBe(presses.length);
  });
  it("registers with Ctrl+Enter while typing, but not with Enter alone", () => {
    expect(matched(press("Enter", { ctrlKey: true }), true)?.action).toBe("register");
    expect(matched(press("Enter"), true)).toBeNull();
  });
  it("leaves every key to the input method while a word is composed", () => {
    expect(matched(press("Enter", { ctrlKey: true, isComposing: true }), true)).toBeNull();
    expect(matched(press("Escape", { keyCode: 229 }), true)).toBeNull();
  });
  it("has a key for each kind of appeal", () => {
    const digits = APPEAL_KINDS.map((_, index) => matched(press(`Digit${index + 1}`, { altKey: true }), true)?.digit);
    expect(digits).toEqual([1, 2, 3, 4, 5, 6]);
    expect(matched(press("Digit7", { altKey: true }), true)).toBeNull();
  });
  it("takes ? only outside a field", () => {
    for (const key of ["?", "？"]) expect(matched(press("Slash", { key, shiftKey: true }), false)?.action).toBe("help");
    expect(matched(press("Slash", { key: "?", shiftKey: true }), true)).toBeNull();
  });
  it("tells break from signing out", () => {
    expect(matched(press("F4"), false)?.action).toBe("break");
    expect(matched(press("F4", { shiftKey: true }), false)?.action).toBe("out");
  });
  it("takes no plain letter and nothing the browser needs", () => {
    for (const code of ["KeyA", "Space", "Tab", "F5", "F11", "F12"]) expect(matched(press(code), false)).toBeNull();
    expect(matched(press("KeyR", { ctrlKey: true }), false)).toBeNull();
  });
});

describe("what cannot be taken back", () => {
  it("wants the key twice in time", () => {
    const twice = new Twice();
    expect([twice.press("hangup", 0), twice.press("hangup", 1000)]).toEqual([false, true]);
  });
  it("forgets the first press after a while", () => {
    const twice = new Twice();
    expect([twice.press("hangup", 0), twice.press("hangup", TWICE_WITHIN_MS + 1)]).toEqual([false, false]);
  });
  it("is not set off by a third press or by another action's press", () => {
    const twice = new Twice();
    twice.press("hangup", 0);
    expect(twice.press("out", 10)).toBe(false);
    expect(twice.press("out", 20)).toBe(true);
    expect(twice.press("out", 30)).toBe(false);
  });
});
