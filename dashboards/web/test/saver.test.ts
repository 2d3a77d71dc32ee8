import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, type FieldName, type Ticket } from "../src/api";
import { adopted, blank, edited, keepMine, valueOf, type Form } from "../src/desk/form";
import { Saver, type SaveState } from "../src/desk/saver";
import { ticket } from "./samples";

/** The service's side in memory: one ticket with a version, as docs/http.md describes it. */
class Shelf {
  held: Ticket = ticket(1, { title: "machine" });
  patches: Partial<Record<FieldName, string>>[] = [];
  down: ApiError | null = null;

  async get(): Promise<Ticket> {
    return this.held;
  }
  async patch(_: string, version: number, fields: Partial<Record<FieldName, string>>): Promise<Ticket> {
    if (this.down) throw this.down;
    if (version !== this.held.version) throw new ApiError(412, "stale", "stale");
    this.patches.push(fields);
    return this.change(fields);
  }
  change(fields: Partial<Record<FieldName, string>>): Ticket {
    const values = Object.fromEntries(Object.entries(this.held.fields).map(([name, held]) => [name, held.value ?? ""]));
    this.held = ticket(this.held.version + 1, { ...values, ...fields });
    return this.held;
  }
}

let shelf: Shelf;
let form: Form;
let state: SaveState;
let reloads: number;
let saver: Saver;

beforeEach(() => {
  vi.useFakeTimers();
  shelf = new Shelf();
  form = adopted(blank("c1"), shelf.held);
  reloads = 0;
  saver = new Saver(shelf, {
    form: () => form,
    change: (next) => (form = next),
    state: (next) => (state = next),
    reloaded: () => (reloads += 1),
  });
});
afterEach(() => vi.useRealTimers());

function type(name: FieldName, value: string): void {
  form = edited(form, name, value);
  saver.touch();
}

describe("saving", () => {
  it("waits for a pause and sends the last words once", async () => {
    type("title", "a");
    type("title", "ab");
    expect(shelf.patches).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(shelf.patches).toEqual([{ title: "ab" }]);
    expect([state.kind, form.version, form.mine]).toEqual(["saved", 2, {}]);
  });
  it("sends at once when told to, and nothing when nothing changed", async () => {
    type("title", "a");
    expect(await saver.flush()).toBe(true);
    expect(await saver.flush()).toBe(true);
    expect(shelf.patches).toHaveLength(1);
  });
  it("on a stale version reloads and saves again when another field was changed", async () => {
    type("title", "mine");
    shelf.change({ place: "elsewhere" });
    expect(await saver.flush()).toBe(true);
    expect([valueOf(form, "title"), valueOf(form, "place"), reloads]).toEqual(["mine", "elsewhere", 1]);
    expect(shelf.held.fields.title?.value).toBe("mine");
  });
  it("on a stale version with the same field changed keeps both and asks", async () => {
    type("title", "mine");
    shelf.change({ title: "theirs" });
    expect(await saver.flush()).toBe(false);
    expect([state.kind, valueOf(form, "title"), form.conflicts.title]).toEqual(["conflict", "mine", "theirs"]);
    expect(shelf.held.fields.title?.value).toBe("theirs");
    form = keepMine(form, "title");
    expect(await saver.flush()).toBe(true);
    expect(shelf.held.fields.title?.value).toBe("mine");
  });
  it("keeps the words and tries again when the service cannot be reached", async () => {
    shelf.down = new ApiError(0, "unreachable", "");
    type("title", "mine");
    await vi.advanceTimersByTimeAsync(1000);
    expect([state.kind, valueOf(form, "title")]).toEqual(["failed", "mine"]);
    shelf.down = null;
    await vi.advanceTimersByTimeAsync(4000);
    expect([state.kind, shelf.held.fields.title?.value]).toEqual(["saved", "mine"]);
  });
  it("does not hammer a service that says no", async () => {
    shelf.down = new ApiError(422, "bad", "too long");
    type("title", "mine");
    await vi.advanceTimersByTimeAsync(60_000);
    expect([state.kind, valueOf(form, "title"), shelf.patches]).toEqual(["failed", "mine", []]);
  });
  it("sends what was typed while the last save was on its way", async () => {
    type("title", "a");
    const first = saver.flush();
    form = edited(form, "title", "ab");
    await first;
    await saver.flush();
    expect(shelf.held.fields.title?.value).toBe("ab");
  });
  it("holds words typed before the ticket exists, without a request", async () => {
    form = edited(blank("c1"), "title", "early");
    expect(await saver.flush()).toBe(false);
    expect([shelf.patches, state.kind]).toEqual([[], "unsaved"]);
  });
});
