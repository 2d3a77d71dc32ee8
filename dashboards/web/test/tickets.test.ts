import { describe, expect, it } from "vitest";
import { burnOf, nextOf } from "../src/tickets/burn";
import { commandsOf, offered, type Clock, type Item, type OpenApi } from "../src/tickets/model";

const AT = Date.parse("2026-11-20T09:00:00+08:00") / 1000;
const clock = (more: Partial<Clock> = {}): Clock => ({
  rule_id: "reply", title: "", limit: "5 wd", kind: "duty", soft: false, provisional: false, paused: false, card: "",
  started_at: "2026-11-20T09:00:00+08:00", due_at: "2026-11-27T18:00:00+08:00", stopped_at: null, met: null, ...more,
});

describe("a burning deadline", () => {
  it("has what is left in words and the share that is gone", () => {
    const burn = burnOf(clock(), AT + 3600);
    expect(burn.heat).toBe("calm");
    expect(burn.words).toContain("7");
    expect(burn.gone).toBeCloseTo(3600 / (7 * 86400 + 9 * 3600));
  });
  it.each([
    [{ paused: true }, AT, "paused"],
    [{}, AT + 8 * 86400, "late"],
    [{ card: "yellow" as const }, AT + 86400, "hot"],
    [{ due_at: "2026-11-20T09:30:00+08:00" }, AT, "hot"],
    [{ due_at: null }, AT, "none"],
    [{ due_at: "no time" }, AT, "none"],
  ])("%o is %s", (more, now, heat) => expect(burnOf(clock(more), now).heat).toBe(heat));
  it("the next one is the duty that runs and is due first", () => {
    const clocks = [
      clock({ rule_id: "late" }),
      clock({ rule_id: "right", kind: "right", due_at: "2026-11-20T10:00:00+08:00" }),
      clock({ rule_id: "done", stopped_at: "2026-11-20T09:10:00+08:00", due_at: "2026-11-20T10:00:00+08:00" }),
      clock({ rule_id: "first", due_at: "2026-11-20T11:00:00+08:00" }),
    ];
    expect(nextOf({ clocks } as unknown as Item)?.rule_id).toBe("first");
  });
});

describe("commands from the service's own description", () => {
  const api: OpenApi = {
    paths: {
      "/api/v1/tickets/{ticket_id}/reply": {
        post: { "x-roles": ["unit"], requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/R" } } } } },
      },
      "/api/v1/tickets/{ticket_id}/register": { post: { "x-roles": ["operator"] } },
      "/api/v1/calls/{call_id}/hold": { post: { "x-roles": ["operator"] } },
    },
    components: {
      schemas: {
        R: {
          properties: { version: { type: "integer" }, text: { type: "string" }, answer: { $ref: "#/components/schemas/A" }, units: { type: "array" },
            appoint: { type: "boolean", default: false }, reached: { type: "boolean" }, limit: { $ref: "#/components/schemas/A", default: "partly" } },
          required: ["version", "text", "reached"],
        },
        A: { enum: ["solved", "partly"] },
      },
    },
  };
  const found = commandsOf(api);
  it("have their inputs, without the version", () => {
    expect([...found.keys()]).toEqual(["reply"]);
    expect(found.get("reply")?.inputs).toEqual([
      { name: "text", kind: "text", choices: [], needed: true },
      { name: "answer", kind: "choice", choices: ["solved", "partly"], needed: false },
      { name: "units", kind: "list", choices: [], needed: false },
      { name: "appoint", kind: "flag", choices: [], needed: false, set: false },
      { name: "reached", kind: "flag", choices: [], needed: true, set: true },
      { name: "limit", kind: "choice", choices: ["solved", "partly"], needed: false, begins: "partly" },
    ]);
  });
  it.each([["in_hand", ["unit"], 1], ["in_hand", ["operator"], 0], ["closed", ["unit"], 0]])(
    "%s for %s: %i offered",
    (state, roles, count) => expect(offered(found, { state, asking: "" } as Item, roles)).toHaveLength(count),
  );
});
