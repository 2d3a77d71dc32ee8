/** Rules of the house that no compiler checks: contrast, one place for words, no colours beside the theme. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { safeNext } from "../src/navigate";
import { en } from "../src/strings/en";
import { zh } from "../src/strings/zh";

const SRC = join(import.meta.dirname, "../src");
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => /\.(ts|vue)$/.test(name));
const read = (name: string): string => readFileSync(join(SRC, name), "utf8");

function palette(theme: string): Record<string, string> {
  const block = new RegExp(`\\[data-theme="${theme}"\\] \\{([^}]*)\\}`).exec(read("theme.css"))?.[1] ?? "";
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map((found) => [found[1], found[2]]));
}
/** Relative luminance of WCAG 2. */
function luminance(hex: string): number {
  const channel = (at: number): number => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const TONES = ["good", "warn", "bad", "info", "talk", "hold", "rest", "off"];
const PAIRS = [
  ...["bg", "panel", "panel-2"].flatMap((ground) => ["text", "muted", "faint"].map((text) => [text, ground])),
  ...TONES.flatMap((tone) => [[tone, `${tone}-bg`], [tone, "panel"], ["text", `${tone}-bg`], ["muted", `${tone}-bg`]]),
  ["on-accent", "accent"], ["accent", "panel"],
] as [string, string][];

describe.each(["dark", "light"])("%s theme", (theme) => {
  const colours = palette(theme);
  it.each(PAIRS)("%s on %s reaches WCAG AA", (text, ground) => {
    expect(contrast(colours[text] ?? "", colours[ground] ?? "")).toBeGreaterThanOrEqual(4.5);
  });
  it("the focus ring stands out", () => {
    expect(contrast(colours["focus"] ?? "", colours["panel"] ?? "")).toBeGreaterThanOrEqual(3);
  });
});

describe("words", () => {
  it("both languages have the same keys", () => expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort()));
  it.each(Object.keys(zh) as (keyof typeof zh)[])("%s takes the same values in both", (key) => {
    const values = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    expect(values(en[key])).toEqual(values(zh[key]));
  });
  const elsewhere = files.filter((name) => !name.startsWith("strings") && name !== "api.ts" && name !== "topics.gen.ts");
  it.each(elsewhere)("%s has no Chinese of its own", (name) => expect(read(name)).not.toMatch(/\p{Script=Han}/u));
});

it.each(files.filter((name) => name.endsWith(".vue")))("%s writes no HTML from data", (name) => {
  expect(read(name)).not.toMatch(/v-html|innerHTML/);
});

describe("where a sign-in leads", () => {
  it.each(["/desk", "/wall", "/wall?x=1"])("%s is taken", (next) => expect(safeNext(next)).toBe(next));
  it.each(["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/login?next=/login", "", null])(
    "%s is not",
    (next) => expect(safeNext(next)).toBe("/desk"),
  );
});
