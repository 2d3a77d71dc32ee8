/** The ticket desk's state: who looks, which tab, the list, the open ticket. The only owner of all of it. */

import { computed, onMounted, onScopeDispose, ref, shallowRef, watch } from "vue";
import { ApiError, call, type Me, type Ticket } from "../api";
import { ServerClock, useNow } from "../clock";
import { inWords } from "../failures";
import { guarding } from "../guarded";
import { whoAmI } from "../session";
import { address, asked as inAddress } from "./address";
import { NO_CHOICES, openMeetings, type Choices } from "./choices";
import { useMatters } from "./matter";
import { commandsOf, offered, TABS, type Command, type Detail, type Item, type List, type OpenApi, type Repeat, type Tab, type Value } from "./model";

const AGAIN_MS = 15_000; // lists follow others' work at least so often
const [PAGE, MOST] = [50, 200]; // tickets asked for at once, and the most the service gives

export function useTickets() {
  const clock = new ServerClock();
  const now = useNow(clock);
  const me = shallowRef<Me | null>(null);
  const commands = shallowRef<Map<string, Command>>(new Map());
  const choices = shallowRef<Choices>(NO_CHOICES);
  const counts = shallowRef<Readonly<Record<string, number>>>({});
  const items = shallowRef<readonly Item[]>([]);
  const next = ref<string | null>(null);
  const open = shallowRef<Detail | null>(null);
  const repeats = shallowRef<readonly Repeat[]>([]);
  const [tab, text, byDue, problem, busy] = [ref<Tab | "">(TABS.find((one) => one === inAddress("tab")) ?? ""), ref(inAddress("text")), ref(true), ref(""), ref(false)];
  const matters = useMatters();
  const read = ref(false); // the list was had once
  const busyWith = ref(false); // a command is being written: the ticket under it stays as it was seen
  const may = computed(() => {
    const [ticket, who] = [open.value, me.value];
    if (ticket === null || who === null) return [];
    const meets = openMeetings(ticket.steps).length > 0;
    return offered(commands.value, ticket, who.roles, choices.value.absent).filter((one) => meets || one.path !== "conclude-meeting");
  });
  let timer: ReturnType<typeof setInterval> | undefined;
  let asked = 0;

  const guarded = guarding(problem);

  function query(after: string, limit = PAGE): string {
    const asks = { ...matters.narrowed.value, tab: tab.value, text: text.value.trim(), order: byDue.value ? "due" : "newest", after, limit: String(limit) };
    return new URLSearchParams(Object.entries(asks).filter(([, value]) => value !== "")).toString();
  }

  /** Read the list anew; `limit`: as many as are shown already, so that it does not shrink under the reader. */
  async function load(limit = PAGE): Promise<void> {
    const mine = ++asked;
    const [list, tabs] = await Promise.all([
      guarded(() => call<List>("GET", `/work?${query("", limit)}`)),
      guarded(() => call<{ counts: Record<string, number> }>("GET", "/work/counts")),
    ]);
    if (mine !== asked) return;
    const before = items.value;
    if (list) [items.value, next.value, read.value] = [list.items, list.next, true];
    if (tabs) counts.value = tabs.counts;
    if (list) await follow(before);
  }

  const again = (): Promise<void> => load(Math.min(MOST, Math.max(PAGE, items.value.length)));

  /** Another's work on the open ticket shows here too: it has a newer version, or has left this list. */
  async function follow(before: readonly Item[]): Promise<void> {
    const shown = open.value;
    if (shown === null || busyWith.value) return;
    const [was, is] = [before, items.value].map((list) => list.find((one) => one.ticket_id === shown.ticket_id));
    if (is ? is.version !== shown.version : was) await show(shown.ticket_id);
  }

  async function more(): Promise<void> {
    if (next.value === null || busy.value) return;
    busy.value = true;
    const list = await guarded(() => call<List>("GET", `/work?${query(next.value ?? "")}`));
    if (list) [items.value, next.value] = [[...items.value, ...list.items], list.next];
    busy.value = false;
  }

  async function show(id: string): Promise<void> {
    const found = await guarded(() => call<Detail>("GET", `/work/${encodeURIComponent(id)}`));
    if (!found) return;
    open.value = found;
    address({ ticket: id });
  }

  /** Ask what the open ticket may repeat, for whoever could merge it. */
  async function suggest(): Promise<void> {
    const id = open.value?.ticket_id;
    repeats.value = [];
    if (id === undefined || !may.value.some((one) => one.path === "merge")) return;
    const found = await call<{ items: Repeat[] }>("GET", `/work/${encodeURIComponent(id)}/repeats`).catch(() => null);
    if (found && open.value?.ticket_id === id) repeats.value = found.items;
  }

  async function mergeInto(main: string): Promise<void> {
    problem.value = await give("merge", { main });
  }

  /** Give a command on the open ticket; '' when done, else what was wrong. A newer version is fetched and shown. */
  async function give(path: string, values: Readonly<Record<string, Value>>): Promise<string> {
    const ticket = open.value;
    if (!ticket) return "";
    try {
      const body = { version: ticket.version, ...values };
      open.value = await call<Detail>("POST", `/tickets/${encodeURIComponent(ticket.ticket_id)}/${path}`, body);
      void again();
      return "";
    } catch (error) {
      if (error instanceof ApiError && [409, 412].includes(error.status)) await show(ticket.ticket_id);
      return inWords(error);
    }
  }

  /** What a correction begins with: the fields as this person may see them. */
  async function heldFor(path: string): Promise<Readonly<Record<string, string>>> {
    const id = open.value?.ticket_id;
    if (path !== "correct" || id === undefined) return {};
    const form = await guarded(() => call<Ticket>("GET", `/tickets/${encodeURIComponent(id)}`));
    return Object.fromEntries(Object.entries(form?.fields ?? {}).map(([name, field]) => [name, field.value ?? ""]));
  }

  onMounted(async () => {
    me.value = await guarded(whoAmI);
    if (me.value === null) return;
    clock.set(me.value.server_time);
    const api = await guarded(() => call<OpenApi>("GET", "/openapi.json"));
    if (api) commands.value = commandsOf(api);
    choices.value = await call<Choices>("GET", "/choices").catch(() => NO_CHOICES);
    await Promise.all([load(), matters.read()]);
    if (inAddress("ticket")) await show(inAddress("ticket"));
    timer = setInterval(() => void again(), AGAIN_MS);
  });
  watch([tab, byDue, text, matters.narrowed], () => void load());
  watch([tab, text], () => address({ tab: tab.value, text: text.value }));
  watch(() => open.value?.ticket_id ?? "", (id) => void matters.of(id, me.value?.roles ?? []));
  watch(() => `${open.value?.ticket_id}/${open.value?.version}`, () => void suggest());
  onScopeDispose(() => clearInterval(timer));

  return { me, now, choices, counts, items, next, open, tab, text, byDue, problem, busy, read, busyWith, may, repeats, matters, load, more, show, give, heldFor, mergeInto };
}
