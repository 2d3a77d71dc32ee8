import { describe, expect, it } from "vitest";
import { ServerClock } from "../src/clock";
import { arranged, columns, look, MOST_TILES, paged } from "../src/people";
import { language } from "../src/strings";
import { alertText } from "../src/wall/alertText";
import { apply, EMPTY_BOARD, filters } from "../src/wall/board";
import { EXPIRED_AFTER_S, freshness, STALE_AFTER_S, tickingWait } from "../src/wall/stale";
import { MINUTES, points, received, type Trend } from "../src/wall/trend";
import type { Summary } from "../src/topics.gen";
import { alert, at, NOON_S, person, queue, state, summary } from "./samples";

const put = (board: typeof EMPTY_BOARD, path: string, payload: unknown): typeof EMPTY_BOARD =>
  apply(board, "demo", `cc/v1/demo/${path}`, payload === null ? "" : JSON.stringify(payload));

describe("freshness", () => {
  it("is nothing before the first summary", () => expect(freshness(null, state(), NOON_S)).toEqual({ kind: "empty" }));
  it("holds up to ten seconds", () =>
    expect(freshness(summary(), state(), NOON_S + STALE_AFTER_S).kind).toBe("fresh"));
  it("ends after ten seconds and tells the age", () =>
    expect(freshness(summary(), state(), NOON_S + 23.4)).toEqual({ kind: "stale", age_s: 23, offline: false }));
  it("ends at once when the publisher says it is gone", () =>
    expect(freshness(summary(), state({ online: false }), NOON_S + 1)).toEqual({ kind: "stale", age_s: 1, offline: true }));
  it("turns to withheld figures after the message expiry", () =>
    expect(freshness(summary(), state(), NOON_S + EXPIRED_AFTER_S + 1).kind).toBe("expired"));
  it("is not fooled by a browser clock that runs behind", () =>
    expect(freshness(summary(), state(), NOON_S - 5)).toEqual({ kind: "fresh", age_s: 0 }));
});

describe("a wait that goes on", () => {
  it("ticks with the server's clock", () => expect(tickingWait(8, at(0), NOON_S + 3)).toBe(11));
  it("stands still once the figure is stale", () => expect(tickingWait(8, at(0), NOON_S + 60)).toBe(8 + STALE_AFTER_S));
  it("stays unknown when nobody waits", () => expect(tickingWait(null, at(0), NOON_S)).toBeNull());
});

describe("the server's clock", () => {
  it("is taken over with half the round trip", () => {
    const clock = new ServerClock(() => 100);
    clock.set(5000, 2);
    expect(clock.now()).toBe(5001);
  });
  it("is never behind a message that has arrived", () => {
    const clock = new ServerClock(() => 100);
    clock.set(5000);
    clock.atLeast(4990);
    expect(clock.now()).toBe(5000);
    clock.atLeast(5003);
    expect(clock.now()).toBe(5003);
  });
});

describe("the board", () => {
  it("subscribes to what it shows, not to events or private topics", () => {
    const all = filters("demo").join(" ");
    expect(all).not.toMatch(/event|private|#/);
    expect(filters("demo")).toContain("cc/v1/demo/operator/+/status");
  });
  it("places each kind of message", () => {
    let board = put(EMPTY_BOARD, "state", state());
    board = put(board, "summary", summary());
    board = put(board, "queue/hotline/status", queue());
    board = put(board, "operator/8001/status", person());
    board = put(board, "alert/a1", alert());
    expect([board.state?.online, board.summary?.waiting, board.queues.hotline?.title]).toEqual([true, 2, "12345"]);
    expect([board.operators["8001"]?.name, board.alerts.a1?.text_zh]).toEqual(["陈静", "注意"]);
  });
  it("drops what an empty payload clears", () => {
    let board = put(put(EMPTY_BOARD, "alert/a1", alert()), "operator/8001/status", person());
    board = put(put(board, "alert/a1", null), "operator/8001/status", null);
    expect([board.alerts, board.operators]).toEqual([{}, {}]);
  });
  it("keeps the newer of two copies whichever comes last", () => {
    let board = put(EMPTY_BOARD, "summary", summary({ seq: 5, ts: at(5), waiting: 9 }));
    board = put(board, "summary", summary({ seq: 4, ts: at(4), waiting: 1 }));
    expect(board.summary?.waiting).toBe(9);
  });
  it("takes a restarted service that counts from 0 again", () => {
    let board = put(EMPTY_BOARD, "summary", summary({ seq: 500, ts: at(5), waiting: 9 }));
    board = put(board, "summary", summary({ seq: 0, ts: at(9), waiting: 1 }));
    expect(board.summary?.waiting).toBe(1);
  });
  it("believes the last will although its time is older", () => {
    const board = put(put(EMPTY_BOARD, "state", state({ ts: at(10) })), "state", state({ ts: at(-600), online: false }));
    expect(board.state?.online).toBe(false);
  });
  it.each(["{", "[]", "null", '{"v":2,"ts":"2026-11-21T12:00:00Z","seq":1}', '{"v":1,"ts":"noon","seq":1}'])(
    "counts %s as not understood and changes nothing else",
    (text) => expect(apply(EMPTY_BOARD, "demo", "cc/v1/demo/summary", text)).toEqual({ ...EMPTY_BOARD, rejected: 1 }),
  );
  it("leaves other sites and unknown topics alone", () => {
    expect(apply(EMPTY_BOARD, "demo", "cc/v1/other/summary", JSON.stringify(summary()))).toBe(EMPTY_BOARD);
    expect(put(EMPTY_BOARD, "weather", summary())).toBe(EMPTY_BOARD);
  });
});

describe("the trend of the last hour", () => {
  const feed = (...list: Summary[]): Trend => list.reduce<Trend>(received, []);
  const last = (trend: Trend, now_s: number): (number | null)[] => {
    const point = points(trend, now_s)[MINUTES - 1];
    return [point?.waiting ?? null, point?.answered ?? null];
  };
  it("is sixty points, all unknown at first", () => {
    const all = points([], NOON_S);
    expect(all).toHaveLength(MINUTES);
    expect(all.every((point) => point.waiting === null && point.answered === null)).toBe(true);
  });
  it("shows the most that waited in a minute", () =>
    expect(last(feed(summary({ waiting: 2 }), summary({ ts: at(20), waiting: 7 }), summary({ ts: at(40), waiting: 1 })), NOON_S)[0]).toBe(7));
  it("counts answered calls against the minute before", () =>
    expect(last(feed(summary({ answered: 17 }), summary({ ts: at(65), answered: 21 })), NOON_S + 65)[1]).toBe(4));
  it("does not know the count of its very first minute", () => expect(last(feed(summary()), NOON_S)[1]).toBeNull());
  it("does not know the count after a gap", () =>
    expect(last(feed(summary({ answered: 17 }), summary({ ts: at(600), answered: 90 })), NOON_S + 600)[1]).toBeNull());
  it("does not show a negative count across midnight", () =>
    expect(last(feed(summary({ answered: 900 }), summary({ ts: at(60), answered: 2 })), NOON_S + 60)[1]).toBeNull());
  it("leaves a gap where nothing came", () => {
    const all = points(feed(summary(), summary({ ts: at(180) })), NOON_S + 180);
    expect(all.slice(-4).map((point) => point.waiting)).toEqual([2, null, null, 2]);
  });
  it("forgets what is older than an hour", () => {
    const trend = Array.from({ length: 90 }, (_, minute) => summary({ ts: at(60 * minute) })).reduce<Trend>(received, []);
    expect(trend).toHaveLength(MINUTES);
  });
});

describe("operators", () => {
  it.each([
    [{ state: "talking", status: "on_break" }, "state_talking"],
    [{ state: "idle", status: "on_break" }, "state_on_break"],
    [{ state: "idle", status: "ready" }, "state_idle"],
    [{ state: "idle", status: "ready", reachable: false }, "state_unreachable"],
    [{ state: "idle", status: "signed_out", reachable: false }, "state_signed_out"],
    [{ state: "juggling", status: "ready" }, "state_unknown"],
  ])("%o shows %s", (changed, text) => expect(look(person(changed)).text).toBe(text));
  it("no two states share a sign", () => {
    const seen = ["idle", "offered", "talking", "hold", "wrap_up"].map((line) => look(person({ state: line })).sign);
    const rest = [person({ status: "on_break" }), person({ status: "signed_out" }), person({ reachable: false })].map((one) => look(one).sign);
    expect(new Set([...seen, ...rest]).size).toBe(8);
  });
  it("keep their place by number, those who left come last", () => {
    const all = arranged({ a: person({ operator: "8010" }), b: person({ operator: "8002", status: "signed_out" }), c: person({ operator: "8009" }) });
    expect(all.map((one) => one.operator)).toEqual(["8009", "8010", "8002"]);
  });
  it.each([1, 12, 13, 20, 30, 31, 40])("%d tiles need at most five rows", (n) => expect(Math.ceil(n / columns(n))).toBeLessThanOrEqual(5));
  it("two hundred are all shown in turn, and only who is signed out is left out", () => {
    const people = Array.from({ length: 200 }, (_, n) => person({ operator: String(8001 + n), status: n % 10 === 9 ? "signed_out" : "ready" }));
    const everyone = arranged(Object.fromEntries(people.map((one) => [one.operator, one])));
    const turns = Array.from({ length: 60 }, (_, second) => paged(everyone, NOON_S + second));
    const seen = new Set(turns.flatMap((turn) => turn.shown.map((one) => one.operator)));
    expect([seen.size, turns[0]?.pages, turns[0]?.out]).toEqual([180, 3, 20]);
    expect(Math.max(...turns.map((turn) => turn.shown.length))).toBeLessThanOrEqual(MOST_TILES);
  });
  it("sixty signed in stay where they are", () => {
    const everyone = Array.from({ length: 70 }, (_, n) => person({ operator: String(n), status: n < 60 ? "ready" : "signed_out" }));
    expect(paged(everyone, NOON_S)).toMatchObject({ pages: 1, out: 10 });
  });
});

describe("what other parts tell the wall", () => {
  it("is placed and cleared: forecast, missed callers, guest sessions", () => {
    let board = put(EMPTY_BOARD, "missed/status", { v: 1, ts: at(0), seq: 1, listed: 3, short_only: 0, red: 1, taken: 0, withheld: 0, oldest_at: null });
    board = put(board, "session/S1", { v: 1, ts: at(0), seq: 1, session: "S1", operator: "9001", name: null, since: 0, until: 1, calls: 2 });
    board = put(board, "forecast", { v: 1, ts: at(0), seq: 1, half_hours: [], days: 1, level: 1, handle_s: 1, patience_s: 1 });
    expect([board.missed?.listed, board.sessions["S1"]?.calls, board.forecast?.days]).toEqual([3, 2, 1]);
    board = put(put(put(board, "missed/status", null), "session/S1", null), "forecast", null);
    expect([board.missed, board.sessions, board.forecast]).toEqual([null, {}, null]);
  });
  it("needs no number of a citizen", () => expect(filters("demo").join(" ")).not.toMatch(/call|private|ticket/));
});

describe("an alert", () => {
  it("is told in the language of the screen, in Chinese where there is no English", () => {
    expect(alertText(alert({ text_en: "mind" }))).toBe("注意");
    language.value = "en";
    expect([alertText(alert({ text_en: "mind" })), alertText(alert())]).toEqual(["mind", "注意"]);
    language.value = "zh";
  });
});

describe("a crowd", () => {
  it("of sixty fits in ten columns", () => expect([columns(40), columns(41), columns(60)]).toEqual([8, 10, 10]));
});
