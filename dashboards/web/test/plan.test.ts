/** What the plan page makes of what the service tells. */

import { describe, expect, it } from "vitest";
import { duties, names, nextOf, secondsOf, shifted, SIGNS, TONES, type Row, type Standing } from "../src/plan/model";

const row = (day: string, state: Row["state"] = "planned"): Row => ({ day, state, steps: [], lacks: {} }) as unknown as Row;

describe("a rundown", () => {
  it.each([[0, 1, "bac"], [2, -1, "acb"], [0, 2, "bca"], [0, -1, "abc"], [2, 1, "abc"]])("moves item %i by %i", (at, by, shown) => {
    expect(shifted([..."abc"], at, by).join("")).toBe(shown);
  });
  it.each([["4:30", 270], ["4", 240], ["", 0], ["0:05", 5], ["4：30", 270]])("reads %s", (text, seconds) => expect(secondsOf(text)).toBe(seconds));
  it.each(["4:60", "x", "-1", "4.5", "1:2:3"])("refuses %s", (text) => expect(secondsOf(text)).toBeNull());
});

describe("the year", () => {
  const rows = [row("2020-06-23"), row("2020-07-01", "cancelled"), row("2020-07-02"), row("2020-07-09")];
  it("opens at the next edition that stands", () => expect(nextOf(rows, "2020-07-01")?.day).toBe("2020-07-02"));
  it("opens at its last one when it is over", () => expect(nextOf(rows, "2020-12-31")?.day).toBe("2020-07-09"));
  it("opens nowhere without editions", () => expect(nextOf([], "2020-07-01")).toBeNull());
  it("shows last days for asking in the detail alone", () => {
    const steps = (["done", "right", "missed", "right_over"] as Standing[]).map((standing) => ({ standing }));
    expect(duties({ steps } as unknown as Row)).toHaveLength(2);
  });
});

it("says every standing by a sign beside its colour", () => expect(Object.keys(SIGNS).sort()).toEqual(Object.keys(TONES).sort()));
it("takes names as they are pasted, each once", () => expect(names("公安局、教育局\n税务局, 公安局 ")).toEqual(["公安局", "教育局", "税务局"]));
