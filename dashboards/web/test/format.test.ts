import { describe, expect, it } from "vitest";
import { count, duration, percent, phone, slice, timeOfDay, UNKNOWN } from "../src/format";

describe("unknown is a dash, never 0", () => {
  it.each([[count], [duration], [percent]])("%o", (show) => {
    for (const unknown of [null, undefined, NaN]) expect(show(unknown)).toBe(UNKNOWN);
    expect(show(0)).not.toBe(UNKNOWN);
  });
});

describe("per cent", () => {
  it("cuts and never rounds up to a target", () => expect(percent(0.9496)).toBe("94.9%"));
  it("shows a reached target as reached", () => expect(percent(0.95)).toBe("95.0%"));
  it("is not fooled by binary fractions", () => expect(percent(0.29, 0)).toBe("29%"));
  it("writes a full hundred without a decimal", () => expect(percent(1)).toBe("100%"));
  it("does not call 99.99 % a hundred", () => expect(percent(0.9999)).toBe("99.9%"));
});

describe("durations", () => {
  it.each([[7, "0:07"], [59.9, "0:59"], [60, "1:00"], [3725, "1:02:05"], [-3, "0:00"]])("%d s is %s", (s, text) =>
    expect(duration(s)).toBe(text),
  );
});

describe("telephone numbers", () => {
  it.each([
    ["13800138000", "138 0013 8000"],
    ["138****0000", "138 **** 0000"],
    ["+8613800138000", "138 0013 8000"],
    ["02583012345", "025 8301 2345"],
    ["0519-8301234", "0519 830 1234"],
    ["12345", "12345"],
    ["+442071838750", "+442071838750"],
    ["", UNKNOWN],
  ])("%s reads %s", (number, text) => expect(phone(number)).toBe(text));
});

it("a time that cannot be read is a dash", () => {
  expect(timeOfDay("yesterday")).toBe(UNKNOWN);
  expect(timeOfDay(null)).toBe(UNKNOWN);
});

it("offsets count code points, so a rare Han character is one place", () => {
  expect(slice("𠮷祥路一号", 2, 3)).toBe("路");
});
