/** Ties the inbox together: session, live link, the matter one works on, its form and its saver. Owns all of it. */

import { computed, onMounted, onScopeDispose, ref, shallowRef, watch } from "vue";
import { ApiError, call, type FieldName, type Me, type Ticket } from "../api";
import { ServerClock, useNow } from "../clock";
import { useJudging } from "../desk/judging";
import { adopted, blank, edited, firstConflict, isDirty, keepMine, seen, takeTheirs, type Form } from "../desk/form";
import { Saver, type SaveState } from "../desk/saver";
import { keep, restore } from "../desk/unsaved";
import type { Notice } from "../desk/useDesk";
import { inWords } from "../failures";
import { toLogin } from "../navigate";
import { whoAmI } from "../session";
import { t } from "../strings";
import { InboxLink } from "./live";
import { oldestFree, type Inbox, type InboxNews, type Item, type Matter } from "./model";

const KEPT = "callcenter.unsaved.inbox";
const NOTICE_MS = { info: 6_000, warn: 10_000, crit: 20_000 };
const STILL_HERE_MS = 60_000; // a matter one types in or looks at stays one's own: told so often at most
const EMPTY: Inbox = { waiting: 0, taken: 0, oldest_at: null, items: [] };

export function useInbox() {
  const clock = new ServerClock();
  const now = useNow(clock);
  const me = shallowRef<Me | null>(null);
  const inbox = shallowRef<Inbox>(EMPTY);
  const open = shallowRef<Matter | null>(null);
  const forms = shallowRef<Readonly<Record<string, Form>>>({});
  const saving = shallowRef<SaveState>({ kind: "saved" });
  const notices = ref<readonly Notice[]>([]);
  const [linked, problem, read] = [ref(true), ref(""), ref(false)];
  const savers = new Map<string, Saver>();
  let [counted, told] = [0, 0];

  const form = computed(() => (open.value ? (forms.value[open.value.ticket.ticket_id] ?? null) : null));
  const judged = useJudging(form);
  const ticket = computed(() => open.value?.ticket ?? null);
  const path = (id: string, what = ""): string => `/inbox/${encodeURIComponent(id)}${what}`;
  const take = (id: string): Promise<Matter> => call<Matter>("POST", path(id, "/take"), {});

  function notify(severity: Notice["severity"], text: string): void {
    const id = ++counted;
    notices.value = [...notices.value.slice(-3), { id, severity, text }];
    setTimeout(() => (notices.value = notices.value.filter((one) => one.id !== id)), NOTICE_MS[severity]);
  }
  function failed(error: unknown): void {
    if (error instanceof ApiError && error.status === 401) return toLogin();
    notify("warn", t("failed", { why: inWords(error) }));
  }

  // The form of a matter: as the desk's, by ticket, since there is no call.

  const formOf = (id: string): Form => forms.value[id] ?? blank(id);
  const change = (next: Form): void => void (forms.value = { ...forms.value, [next.callId]: next });

  function saverOf(id: string): Saver {
    const held = savers.get(id);
    if (held) return held;
    const tickets = {
      get: async (which: string): Promise<Ticket> => (await take(which)).ticket,
      patch: (which: string, version: number, fields: Partial<Record<FieldName, string>>): Promise<Ticket> =>
        call<Ticket>("PATCH", path(which), { version, fields }),
    };
    const saver = new Saver(tickets, {
      form: () => formOf(id),
      change,
      state: (state) => {
        if (open.value?.ticket.ticket_id === id) saving.value = state;
        if (state.kind === "failed" && state.error instanceof ApiError && state.error.status === 401) toLogin();
      },
      reloaded: (reloaded) => {
        show(reloaded);
        if (firstConflict(formOf(id)) || formOf(id).updated.length > 0) notify("warn", t("conflict_notice"));
      },
    });
    savers.set(id, saver);
    return saver;
  }

  /** A newer state of the open matter. */
  function show(ticketNow: Ticket): void {
    if (open.value?.ticket.ticket_id === ticketNow.ticket_id) open.value = { ...open.value, ticket: ticketNow };
    change(adopted(formOf(ticketNow.ticket_id), ticketNow));
  }

  function edit(name: FieldName, value: string): void {
    const id = form.value?.callId;
    if (id === undefined || form.value?.status !== "draft") return;
    change(edited(formOf(id), name, value));
    saverOf(id).touch();
  }
  const look = (name: FieldName): void => void (form.value && change(seen(form.value, name)));
  function settle(name: FieldName, mine: boolean): void {
    const current = form.value;
    if (!current || current.conflicts[name] === undefined) return;
    change(mine ? keepMine(current, name) : takeTheirs(current, name));
    saverOf(current.callId).touch(0);
  }

  // Taking and giving back. One works on one matter at a time.

  async function pick(id: string): Promise<boolean> {
    if (open.value?.ticket.ticket_id === id && form.value?.status === "draft") return true;
    if (!(await putDown())) return false;
    try {
      const matter = await take(id);
      [open.value, saving.value, told] = [matter, { kind: "saved" }, performance.now()];
      change(adopted(formOf(id), matter.ticket));
      if (isDirty(formOf(id))) saverOf(id).touch(0); // typed before, and lost its lock meanwhile
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  }

  async function pickOldest(): Promise<boolean> {
    const next = oldestFree(inbox.value.items);
    if (next === undefined) notify("info", t("inbox_none_free"));
    return next !== undefined && (await pick(next.ticket_id));
  }

  /** Give the open matter back; false when something typed could not be saved, and it stays. */
  async function putDown(): Promise<boolean> {
    const id = open.value?.ticket.ticket_id;
    if (id === undefined) return true;
    if (formOf(id).status === "draft") {
      if (!(await saverOf(id).flush())) {
        notify("warn", t(firstConflict(formOf(id)) ? "conflict_first" : "inbox_unsaved"));
        return false;
      }
      await call("POST", path(id, "/release"), {}).catch(failed);
    }
    shut(id);
    return true;
  }

  function shut(id: string): void {
    if (open.value?.ticket.ticket_id === id) open.value = null;
    if (isDirty(formOf(id))) return; // what was typed waits for the matter to be taken again
    forms.value = Object.fromEntries(Object.entries(forms.value).filter(([key]) => key !== id));
  }

  /** A supervisor gives back what somebody left. */
  async function free(item: Item): Promise<void> {
    await call("POST", path(item.ticket_id, "/release"), {}).catch(failed);
  }

  async function end(act: (id: string, version: number) => Promise<Ticket>, said: (done: Ticket) => string): Promise<boolean> {
    const id = open.value?.ticket.ticket_id;
    if (id === undefined || formOf(id).status !== "draft") return false;
    if (!(await saverOf(id).flush())) {
      notify("warn", t(firstConflict(formOf(id)) ? "conflict_first" : "inbox_unsaved"));
      return false;
    }
    try {
      const done = await act(id, formOf(id).version);
      show(done);
      notify("info", said(done));
      shut(id);
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) await reread(id);
      else failed(error);
      return false;
    }
  }
  const register = (): Promise<boolean> =>
    end((id, version) => call<Ticket>("POST", path(id, "/register"), { version, ...judged.chosen.value }), ({ number }) => t("registered_as", { number: number ?? "" }));
  const putAside = (why: string): Promise<boolean> => end((id, version) => call<Ticket>("POST", path(id, "/void"), { version, why }), () => t("done_void"));

  async function reread(id: string): Promise<void> {
    try {
      show((await take(id)).ticket);
      notify("warn", t("conflict_notice"));
    } catch (error) {
      failed(error);
    }
  }

  /** Somebody is at the open matter: its lock goes on. */
  function stir(): void {
    const id = open.value?.ticket.ticket_id;
    if (id === undefined || formOf(id).status !== "draft" || performance.now() - told < STILL_HERE_MS) return;
    told = performance.now();
    void take(id).catch(failed);
  }

  // The live link.

  function news(newer: InboxNews): void {
    clock.set(newer.server_time);
    [inbox.value, read.value] = [newer, true];
    if (open.value && !isMine(newer, open.value.ticket.ticket_id)) void check(open.value.ticket.ticket_id);
  }
  const isMine = (one: Inbox, id: string): boolean => one.items.some((item) => item.ticket_id === id && item.mine);

  /** News may be older than the answer that gave us the matter: ask before it is put down. */
  async function check(id: string): Promise<void> {
    const fresh = await call<Inbox>("GET", "/inbox").catch(() => null);
    if (fresh === null || isMine(fresh, id) || open.value?.ticket.ticket_id !== id || formOf(id).status !== "draft") return;
    const by = fresh.items.find((one) => one.ticket_id === id)?.holder;
    notify("warn", by === undefined ? t("inbox_gone") : by === "" ? t("inbox_lost") : t("inbox_lost_to", { who: by }));
    shut(id);
  }

  const link = new InboxLink({ news, up: (up) => (linked.value = up), failed: () => void sign(false) });

  async function sign(first: boolean): Promise<void> {
    try {
      const answer = await whoAmI();
      clock.set(answer.server_time);
      me.value = answer;
      if (first) begin(answer);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) toLogin();
      else if (first) setTimeout(() => void sign(true), 3_000);
    }
  }

  function begin(answer: Me): void {
    if (!answer.roles.some((role) => ["operator", "supervisor", "admin"].includes(role))) {
      problem.value = t("inbox_wrong_role");
      return;
    }
    forms.value = restore(answer.name, KEPT);
    link.start();
    const [left] = Object.keys(forms.value);
    if (left !== undefined) void pick(left);
  }

  async function signOut(): Promise<void> {
    if (!(await putDown())) return;
    await call("DELETE", "/session").catch(() => undefined);
    location.assign("/login");
  }

  watch(forms, (all) => me.value && keep(me.value.name, all, KEPT));
  onMounted(() => void sign(true));
  onScopeDispose(() => {
    link.stop();
    savers.forEach((one) => one.stop());
  });

  return { judging: judged.judging, choose: judged.choose, me, now, inbox, open, form, ticket, saving, notices, linked, problem, read, edit, look, settle, pick, pickOldest, putDown, free, register, putAside, stir, notify, signOut };
}
