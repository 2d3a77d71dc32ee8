/** A press reaches the service once, whatever becomes of the service meanwhile. */

import { describe, expect, it } from "vitest";
import { ApiError } from "../src/api";
import { AIR_PATIENCE_MS, NOW_MS, PATIENCE_MS, Presses, type Way } from "../src/show/presses";

const GONE = new ApiError(0, "unreachable", "connection refused");

/** A service that is away until a moment, on a clock of its own; what reached it, and how often a press began to wait. */
class Service implements Way {
  readonly taken: string[] = [];
  readonly keys: unknown[] = [];
  waiting = 0;
  private at_ms = 0;

  constructor(
    private readonly back_ms: number,
    private readonly away: ApiError = GONE,
  ) {}

  async send(path: string, body: Record<string, unknown>): Promise<unknown> {
    this.keys.push(body.key);
    if (this.at_ms < this.back_ms) throw this.away;
    if (path === "refused") throw new ApiError(409, "not_now", "expected next, found ready");
    this.taken.push(path);
    return undefined;
  }
  now_ms(): number {
    return this.at_ms;
  }
  async pause(ms: number): Promise<void> {
    this.at_ms += ms;
  }
  waits(): void {
    this.waiting += 1;
  }
}

describe("a press", () => {
  it("is sent again with its key until the service is back, and then no more", async () => {
    const service = new Service(4_000);
    await new Presses(service).press("note", { key: "k1" });
    expect(service.taken).toEqual(["note"]);
    expect(new Set(service.keys)).toEqual(new Set(["k1"]));
    expect(service.waiting).toBe(1);
  });

  it("keeps its place among the presses that wait", async () => {
    const service = new Service(2_000);
    const presses = new Presses(service);
    await Promise.all([presses.press("first", {}), presses.press("second", {}), presses.press("third", {})]);
    expect(service.taken).toEqual(["first", "second", "third"]);
  });

  it("that was refused is not sent again, and does not hold up the next", async () => {
    const service = new Service(0);
    const presses = new Presses(service);
    const [refused] = await Promise.allSettled([presses.press("refused", {}), presses.press("second", {})]);
    expect(refused.status).toBe("rejected");
    expect(service.keys).toHaveLength(2);
    expect(service.taken).toEqual(["second"]);
  });

  it("is given up when its time is over, and says why", async () => {
    for (const patience_ms of [PATIENCE_MS, AIR_PATIENCE_MS]) {
      const service = new Service(patience_ms + 1_000);
      await expect(new Presses(service).press("air", {}, patience_ms)).rejects.toBe(GONE);
      expect(service.now_ms()).toBeLessThan(patience_ms + 1_000);
    }
  });

  it("of use at once or not at all is tried once, past those that wait", async () => {
    const service = new Service(2_000);
    const presses = new Presses(service);
    const waits = presses.press("note", {});
    await expect(presses.press("dump", {}, NOW_MS)).rejects.toBe(GONE);
    await waits;
    expect(service.taken).toEqual(["note"]);
  });

  it("waits for a service behind a proxy too", async () => {
    const service = new Service(1_000, new ApiError(502, "unreadable", "Bad Gateway"));
    await new Presses(service).press("note", {});
    expect(service.taken).toEqual(["note"]);
  });
});
