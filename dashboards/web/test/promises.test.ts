import { describe, expect, it } from "vitest";
import { confirming, countOf, dismissing, isOpen, settling, type Book, type Booked } from "../src/promises/book";

const LIVE: Booked = {
  promise_id: "P1", origin: "live", edition_id: "s/1", edition: "", edition_day: null, entry_id: "k1", unit: "", who: "", words: "w", due: null,
  proposed: null, provisional: false, state: "to_confirm", said_at: "", kept_on: null, result: "", number: "", flags: "", heard: true, media: [],
};
const TV: Booked = { ...LIVE, origin: "tv" };

describe("one list of promises", () => {
  it("counts what a choice of states would show", () => {
    const book: Book = { today: "", next_column: null, items: [], states: { to_confirm: 2, broken: 1, kept: 4 }, units: [], editions: [], may_act: true };
    expect(countOf(book, "open")).toBe(3);
    expect(countOf(book, "kept")).toBe(4);
    expect(countOf(book, "due")).toBe(0);
    expect(countOf(book, "")).toBe(7);
  });
  it("asks a show about a live promise and the plan about a recorded one", () => {
    expect(confirming(LIVE, "2026-12-01")).toEqual({ method: "POST", path: "/shows/s%2F1/promises", body: { entry_id: "k1", promise_id: "P1", words: "w", due: "2026-12-01" } });
    expect(confirming(TV, "2026-12-01")).toEqual({ method: "PATCH", path: "/plan/promises/P1", body: { due: "2026-12-01" } });
    expect(dismissing(LIVE, "no").path).toBe("/shows/s%2F1/promises/P1/dismiss");
    expect(dismissing(TV, "no")).toEqual({ method: "POST", path: "/plan/promises/P1/withdraw", body: { reason: "no" } });
    expect(settling(LIVE, false, "why")).toEqual({ method: "POST", path: "/promises/P1/settle", body: { kept: false, note: "why" } });
    expect(settling(TV, true, "done")).toEqual({ method: "POST", path: "/plan/promises/P1/kept", body: { result: "done" } });
  });
  it("lets nobody settle what is not confirmed or is over", () => {
    expect(["running", "due", "broken"].every((state) => isOpen({ ...LIVE, state: state as Booked["state"] }))).toBe(true);
    expect(["to_confirm", "kept", "kept_late", "withdrawn"].some((state) => isOpen({ ...LIVE, state: state as Booked["state"] }))).toBe(false);
  });
});
