import { afterEach, describe, expect, it } from "vitest";
import { clockIn, dayAndTime, dayIn, timeOfDay } from "../src/format";
import { endsAt } from "../src/studio/ends";
import { dayAfter, dayOf, inCity, momentOf, setZone } from "../src/zone";

const HOME = "Asia/Shanghai";
const AT = Date.parse("2026-11-22T17:30:05Z");
afterEach(() => setZone(HOME));

describe("the city's clock is shown, not this machine's", () => {
  it.each([
    [HOME, "2026-11-23", "01:30:05"],
    ["Asia/Urumqi", "2026-11-22", "23:30:05"],
    ["America/New_York", "2026-11-22", "12:30:05"],
    ["Asia/Kathmandu", "2026-11-22", "23:15:05"],
  ])("%s", (zone, day, time) => {
    setZone(zone);
    expect(inCity(AT)).toEqual({ day, time });
    expect(timeOfDay(AT / 1000, true)).toBe(time);
    expect(timeOfDay("2026-11-22T17:30:05Z")).toBe(time.slice(0, 5));
    expect(dayAndTime("2026-11-22T17:30:05+00:00")).toBe(`${day.slice(5)} ${time.slice(0, 5)}`);
    expect(dayOf(AT / 1000)).toBe(day);
  });
  it("shows midnight as 00 and leaves a time without offset as the city wrote it", () => {
    expect(inCity(Date.parse("2026-11-22T00:00:00+08:00"))).toEqual({ day: "2026-11-22", time: "00:00:00" });
    expect([timeOfDay("2026-11-22T09:05"), dayIn("2026-11-22T23:59:00"), clockIn("2026-11-22T23:59:00"), dayIn("2026-11-22")]).toEqual(["09:05", "2026-11-22", "23:59", "2026-11-22"]);
  });
});

describe("what somebody types is the city's time", () => {
  it.each([
    [HOME, "2026-11-23T01:30", "2026-11-22T17:30:00Z"],
    ["America/New_York", "2026-07-04T09:00", "2026-07-04T13:00:00Z"],
    ["America/New_York", "2026-11-01T00:30", "2026-11-01T04:30:00Z"], // two hours before summer time ends
    ["America/New_York", "2026-11-01T12:00", "2026-11-01T17:00:00Z"], // ten hours after
    ["America/New_York", "2026-03-08T03:30", "2026-03-08T07:30:00Z"], // half an hour after it began
  ])("%s %s", (zone, local, moment) => {
    setZone(zone);
    expect(momentOf(local) * 1000).toBe(Date.parse(moment));
  });
  it("is no moment when it is no time", () => expect(momentOf("")).toBeNaN());
  it("means the next such time of the city", () => {
    setZone("Asia/Urumqi");
    const now = Date.parse("2026-11-22T23:30:00+06:00") / 1000;
    expect(endsAt("10:00", now) * 1000).toBe(Date.parse("2026-11-23T10:00:00+06:00"));
    expect(endsAt("9:00", now) * 1000).toBe(Date.parse("2026-11-23T09:00:00+06:00"));
  });
  it("counts days over the end of a year", () => expect([dayAfter("2026-12-31", 1), dayAfter("2027-01-01", -1)]).toEqual(["2027-01-01", "2026-12-31"]));
});
