import { describe, expect, it } from "vitest";
import { homeOf, LINKS, linksFor } from "../src/components/pages";
import { partsFor as oversightParts } from "../src/oversight/model";
import { kindsFor, partsFor, type Kind, type Measured, type Step } from "../src/reports/model";
import { dayBefore, ends, recent, usual } from "../src/reports/periods";
import { bar, bytes, figure, growth, step, tone } from "../src/reports/shown";

const of = (value: number | null, numerator = 0, denominator = 0): Measured => ({ value, numerator, denominator });
const moved = (more: Partial<Step>): Step => ({ direction: "up", points: null, share: null, better: null, ...more });

describe("a figure", () => {
  it.each([
    [of(null), "rate", "–"],
    [of(0.75, 3, 4), "rate", "3/4"],
    [of(0.75, 9, 12), "rate", "75.0%"],
    [of(0.9999, 9999, 10000), "rate", "99.9%"],
    [of(1, 10, 10), "rate", "100%"],
    [of(12, 12, 40), "count", "12"],
    [of(36.52, 9, 9), "hours", "36.5 小时"],
  ] as const)("%o as a %s reads %s", (value, measure, told) => expect(figure(value, measure, 10)).toBe(told));
});

describe("a change", () => {
  it.each([
    [moved({ points: 2.1 }), "↑ 2.1 个百分点"],
    [moved({ direction: "down", share: -0.12 }), "↓ 12.0%"],
    [moved({}), "↑ 上期为零"],
    [moved({ direction: "level", share: 0 }), "持平"],
    [moved({ direction: "unknown" }), "–"],
  ])("%o reads %s", (change, told) => expect(step(change)).toBe(told));
  it("is good, bad or neither", () => {
    expect([true, false, null].map((better) => tone(moved({ better })))).toEqual(["tone-good", "tone-bad", "tone-off"]);
  });
  it.each([[9, 4, "↑ 5"], [4, 9, "↓ 5"], [4, 4, "持平"], [4, 0, "新出现"]])("of %i tickets after %i reads %s", (messages, before, told) => {
    expect(growth({ messages, before })).toBe(told);
  });
});

describe("periods", () => {
  it("begin with the one that runs, across the new year", () => {
    expect(recent("month", "2027-01-05").slice(0, 3)).toEqual(["2027-01", "2026-12", "2026-11"]);
    expect(recent("week", "2027-01-05").slice(0, 3)).toEqual(["2027-W01", "2026-W53", "2026-W52"]);
    expect(recent("quarter", "2027-01-05").slice(0, 2)).toEqual(["2027-Q1", "2026-Q4"]);
    expect(recent("year", "2027-01-05").slice(0, 2)).toEqual(["2027", "2026"]);
    expect(recent("day", "2027-01-05")).toEqual([]);
  });
  it.each([
    ["day", "2026-12-31"], ["week", "2026-W52"], ["month", "2026-12"], ["quarter", "2026-Q4"], ["year", "2026"], ["days", "2026-12-25..2026-12-31"],
  ] as const)("of a %s the usual is the last that is over: %s", (span, period) => expect(usual(span, "2027-01-01")).toBe(period));
  it("a day before is a calendar day, leap years too", () => expect(dayBefore("2028-03-01")).toBe("2028-02-29"));
  it("have two ends", () => expect(ends("2026-11-01..2026-11-20")).toEqual(["2026-11-01", "2026-11-20"]));
});

describe("who is offered what", () => {
  it.each([
    [["operator"], ["hot"]],
    [["dispatcher"], ["hot", "figures", "produce", "made"]],
    [["admin"], ["hot", "figures", "produce", "made"]],
    [["leader"], ["hot", "figures", "produce", "made"]],
    [["reviewer"], ["figures"]],
    [["unit"], []],
    [["wall"], []],
    [[], []],
  ])("%o sees %o", (roles, parts) => expect(partsFor(roles)).toEqual(parts));
  it("reports that name citizens are for those who may make them", () => {
    const kinds = [{ name: "daily", personal: false }, { name: "form", personal: true }] as Kind[];
    expect(kindsFor(kinds, ["dispatcher"]).map((one) => one.name)).toEqual(["daily"]);
    expect(kindsFor(kinds, ["supervisor"]).map((one) => one.name)).toEqual(["daily", "form"]);
  });
  it.each(["operator", "supervisor", "admin", "reviewer", "leader", "dispatcher", "unit", "producer", "host"])("%s begins at a page of their own", (role) => {
    expect(linksFor([role]).map((one) => one.path)).toContain(homeOf([role]));
  });
  it("links lead where somebody may work", () => {
    expect(linksFor(["unit"]).map((one) => one.path)).toEqual(["/tickets", "/plan", "/oversight"]);
    expect(linksFor(["operator"]).map((one) => one.path)).toEqual(["/desk", "/inbox", "/tickets", "/reports", "/search", "/knowledge", "/directory", "/oversight", "/wall"]);
    expect(linksFor(["supervisor", "operator"]).map((one) => one.path)).not.toContain("/studio");
    expect(linksFor(["producer"]).map((one) => one.path)).toEqual(["/plan", "/studio", "/host", "/aftershow"]);
    expect(linksFor(["host"]).map((one) => one.path)).toEqual(["/plan", "/host", "/aftershow"]);
    expect(linksFor(LINKS.flatMap((one) => one.roles))).toEqual(LINKS);
    expect(linksFor([])).toEqual([]);
  });
  it("lead to no page that the city does without, and nobody begins on one", () => {
    expect(linksFor(["unit"], ["/oversight", "/plan"]).map((one) => one.path)).toEqual(["/tickets"]);
    expect([homeOf(["producer"], ["/studio"]), homeOf(["producer"])]).toEqual(["/tickets", "/studio"]);
  });
  it("offer only the parts of reviews that the city has", () => {
    const leader = ["leader"];
    expect(oversightParts(leader)).toEqual(["month", "sittings", "cases", "duty"]);
    expect(oversightParts(leader, ["monthly_full_review", "leader_duty"])).toEqual(["sittings", "cases"]);
  });
});

describe("sizes", () => {
  it.each([[300, "1 kB"], [45_300, "45 kB"], [2_340_000, "2.3 MB"]])("%i bytes are %s", (size, told) => expect(bytes(size)).toBe(told));
  it.each([[5, 10, 0.5], [20, 10, 1], [null, 10, 0], [3, 0, 0]])("a bar of %o against %i is %f", (value, most, told) => expect(bar(value, most)).toBe(told));
});
