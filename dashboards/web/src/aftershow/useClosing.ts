/** The page's state: which show, what of it is still owed, which entry is open. The only owner of all of it. */

import { computed, onMounted, onScopeDispose, ref, shallowRef } from "vue";
import { ApiError, call, type Me } from "../api";
import { inWords } from "../failures";
import { guarding } from "../guarded";
import { cityHas, whoAmI } from "../session";
import { t } from "../strings";
import { nextOwed, silent, transferable, type Closing, type Collected, type ShowMark, type Transfer } from "./closing";

const AGAIN_MS = 10_000; // operators settle returned callers meanwhile

export const TEAM = ["producer", "dispatcher", "supervisor", "admin"];

export function useClosing() {
  const me = shallowRef<Me | null>(null);
  const shows = shallowRef<readonly ShowMark[]>([]);
  const closing = shallowRef<Closing | null>(null);
  const collected = shallowRef<readonly Collected[]>([]);
  const [showId, chosen, problem, told, busy] = [ref(""), ref(""), ref(""), ref(""), ref(false)];
  let timer: ReturnType<typeof setInterval> | undefined;

  const entries = computed(() => closing.value?.entries ?? []);
  const entry = computed(() => entries.value.find((one) => one.entry_id === chosen.value) ?? null);
  const mayTransfer = computed(() => cityHas(me.value, "unaired_to_ticket"));
  const toTransfer = computed(() => (mayTransfer.value ? transferable(entries.value).length : 0));
  const toExcuse = computed(() => silent(entries.value));
  const owed = computed(() => (closing.value ? closing.value.total - closing.value.settled : 0));

  const guarded = guarding(problem, (error) => (error instanceof ApiError && error.code === "nothing_said" ? t("cl_nothing_said") : inWords(error)));

  const path = (rest: string): string => `/shows/${encodeURIComponent(showId.value)}/${rest}`;

  function take(found: Closing | null): boolean {
    if (found === null || found.show_id !== showId.value) return false;
    closing.value = found;
    shows.value = shows.value.map((one) => (one.show_id === found.show_id ? { ...one, settled: found.settled, total: found.total, phase: found.phase } : one));
    if (!found.entries.some((one) => one.entry_id === chosen.value)) chosen.value = nextOwed(found.entries, "");
    return true;
  }

  /** One command at a time; the answer is the show as it is now. */
  async function give(rest: string, body: object): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    told.value = "";
    const done = take(await guarded(() => call<Closing>("POST", path(rest), body)));
    busy.value = false;
    return done;
  }

  async function onEntry(rest: string, body: object, stay = false): Promise<boolean> {
    const one = entry.value;
    if (one === null) return false;
    const done = await give(`closing/entries/${encodeURIComponent(one.entry_id)}/${rest}`, body);
    if (done && !stay && entry.value?.settled) chosen.value = nextOwed(entries.value, one.entry_id);
    return done;
  }

  async function transfer(): Promise<void> {
    if (busy.value || toTransfer.value === 0) return;
    busy.value = true;
    const done = await guarded(() => call<Transfer>("POST", path("closing/transfer"), {}));
    busy.value = false;
    if (done === null || !take(done.closing)) return;
    told.value = t("cl_transferred", { n: done.made }) + (done.left.length ? ` ${t("cl_left", { n: done.left.length })}` : "");
    chosen.value = nextOwed(entries.value, "");
  }

  async function look(): Promise<void> {
    if (showId.value === "" || busy.value) return;
    take(await guarded(() => call<Closing>("GET", path("closing"))));
  }

  async function open(id: string): Promise<void> {
    [showId.value, closing.value, chosen.value, told.value] = [id, null, "", ""];
    if (me.value?.roles.some((one) => one !== "host")) await look();
  }

  async function lists(): Promise<void> {
    const handed = await guarded(() => call<{ items: Collected[] }>("GET", "/aftershow/collected"));
    if (handed) collected.value = handed.items;
  }

  async function handOn(): Promise<void> {
    const done = await guarded(() => call<{ items: Collected[] }>("POST", "/aftershow/hand-on", {}));
    if (done) collected.value = done.items;
  }

  onMounted(async () => {
    me.value = await guarded(whoAmI);
    if (me.value === null || !me.value.roles.some((one) => one === "host" || TEAM.includes(one))) return; // the page says so
    const found = await guarded(() => call<{ items: ShowMark[] }>("GET", "/aftershow"));
    if (found === null) return;
    shows.value = found.items;
    const wanted = new URLSearchParams(location.search).get("show");
    const first = found.items.find((one) => one.show_id === wanted) ?? found.items[0];
    const team = me.value.roles.some((one) => one !== "host");
    if (!team) return void (showId.value = first?.show_id ?? ""); // a host sees files and promises, no caller's words
    await Promise.all([first ? open(first.show_id) : Promise.resolve(), lists()]);
    timer = setInterval(() => void look(), AGAIN_MS);
  });
  onScopeDispose(() => clearInterval(timer));

  return {
    me, shows, closing, entries, entry, collected, showId, chosen, problem, told, busy,
    mayTransfer, toTransfer, toExcuse, owed, open, look, lists, give, onEntry, transfer, handOn,
  };
}

export type ClosingPage = ReturnType<typeof useClosing>;
