/** Ties the desk together: session, live link, forms, savers and commands. The only owner of the desk's state. */

import { computed, onMounted, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from "vue";
import { ApiError, call, type DeskMessage, type FieldName, type MainTicket, type Me, type Ticket } from "../api";
import { ServerClock, useNow } from "../clock";
import { inWords } from "../failures";
import { toLogin } from "../navigate";
import { dropAllTyped } from "../typed";
import { whoAmI } from "../session";
import { language, t } from "../strings";
import { follow } from "./follow";
import { adopted, blank, edited, firstConflict, keepMine, seen, takeTheirs, type Form } from "./form";
import { useJudging, type Chosen, type Judging, type Part } from "./judging";
import { Saver, type SaveState } from "./saver";
import { DeskSocket } from "./socket";
import { keep, restore } from "./unsaved";
import { EMPTY_WORLD, followed, heard, type World } from "./world";

export interface Notice {
  readonly id: number;
  readonly severity: "info" | "warn" | "crit";
  readonly text: string;
}

const NOTICE_MS = { info: 6_000, warn: 10_000, crit: 20_000 };
const SESSION_RETRY_MS = 3_000;

export interface Desk {
  readonly me: ShallowRef<Me | null>;
  readonly world: ShallowRef<World>;
  readonly now: Ref<number>;
  readonly linked: Ref<boolean>;
  readonly problem: Ref<string>;
  readonly notices: Ref<readonly Notice[]>;
  /** The call whose ticket is in the work area. */
  readonly open: Ref<string | null>;
  readonly form: ComputedRef<Form | null>;
  readonly ticket: ComputedRef<Ticket | null>;
  readonly saving: ComputedRef<SaveState>;
  /** How the draft would be registered; null without one. */
  readonly judging: ShallowRef<Judging | null>;
  choose(part: Part, value: string): void;
  /** The focus is in a field of the form: the view tells, the rule of following asks. */
  readonly typing: Ref<boolean>;
  show(callId: string): void;
  edit(name: FieldName, value: string): void;
  look(name: FieldName): void;
  settle(name: FieldName, mine: boolean): void;
  /** Confirm the draft, as a repeat of `main` when one is given. */
  register(main?: MainTicket | null): Promise<boolean>;
  /** The call held no matter: the draft leaves the list with the reason. */
  putAside(why: string): Promise<boolean>;
  setStatus(status: "ready" | "on_break" | "signed_out", reason?: string): Promise<void>;
  act(action: "hold" | "resume" | "hangup" | "transfer", to?: string): Promise<boolean>;
  /** Anything else done with the call on screen: `path` under /calls/{id}. */
  talk(path: string, body?: Record<string, unknown>): Promise<boolean>;
  /** More time after the call. */
  more(): Promise<boolean>;
  notify(severity: Notice["severity"], text: string): void;
  signOut(): Promise<void>;
}

const tickets = {
  get: (id: string): Promise<Ticket> => call<Ticket>("GET", `/tickets/${encodeURIComponent(id)}`),
  patch: (id: string, version: number, fields: Partial<Record<FieldName, string>>): Promise<Ticket> =>
    call<Ticket>("PATCH", `/tickets/${encodeURIComponent(id)}`, { version, fields }),
  register: (id: string, version: number, main: string, chosen: Chosen): Promise<Ticket> =>
    call<Ticket>("POST", `/tickets/${encodeURIComponent(id)}/register`, { version, ...(main ? { main } : {}), ...chosen }),
  putAside: (id: string, version: number, why: string): Promise<Ticket> =>
    call<Ticket>("POST", `/tickets/${encodeURIComponent(id)}/void`, { version, why }),
};

export function useDesk(): Desk {
  const clock = new ServerClock();
  const now = useNow(clock);
  const me = shallowRef<Me | null>(null);
  const world = shallowRef<World>(EMPTY_WORLD);
  const forms = shallowRef<Readonly<Record<string, Form>>>({});
  const states = shallowRef<Readonly<Record<string, SaveState>>>({});
  const [linked, problem, typing] = [ref(false), ref(""), ref(false)];
  const open = ref<string | null>(null);
  const notices = ref<readonly Notice[]>([]);
  const savers = new Map<string, Saver>();
  let counted = 0;

  const form = computed(() => (open.value === null ? null : (forms.value[open.value] ?? null)));
  const ticket = computed(() => (open.value === null ? null : (world.value.tickets[open.value] ?? null)));
  const judged = useJudging(form);
  const saving = computed<SaveState>(() => states.value[open.value ?? ""] ?? { kind: "saved" });

  function notify(severity: Notice["severity"], text: string): void {
    const id = ++counted;
    notices.value = [...notices.value.slice(-3), { id, severity, text }];
    setTimeout(() => (notices.value = notices.value.filter((notice) => notice.id !== id)), NOTICE_MS[severity]);
  }

  function failed(error: unknown): void {
    if (error instanceof ApiError && error.status === 401) return toLogin();
    notify("warn", t("failed", { why: inWords(error) }));
  }

  // Forms: one per call, made when its call or ticket first shows.

  function change(next: Form): void {
    forms.value = { ...forms.value, [next.callId]: next };
  }

  function formOf(callId: string): Form {
    return forms.value[callId] ?? blank(callId);
  }

  function saverOf(callId: string): Saver {
    const held = savers.get(callId);
    if (held) return held;
    const saver = new Saver(tickets, {
      form: () => formOf(callId),
      change,
      state: (state) => {
        states.value = { ...states.value, [callId]: state };
        if (state.kind === "failed" && state.error instanceof ApiError && state.error.status === 401) toLogin();
      },
      reloaded: (reloaded) => {
        world.value = heard(world.value, { type: "ticket", ticket: reloaded });
        const held = formOf(callId);
        // The machine's own redrafting is no news.
        if (firstConflict(held) || held.updated.length > 0) notify("warn", t("conflict_notice"));
      },
    });
    savers.set(callId, saver);
    return saver;
  }

  function adopt(told: Ticket): void {
    const before = formOf(told.call_id);
    change(adopted(before, told));
    // Words typed before the draft existed have a place to go now.
    if (before.ticketId === null && Object.keys(before.mine).length > 0) saverOf(told.call_id).touch(0);
  }

  function show(callId: string): void {
    if (!forms.value[callId]) change(blank(callId));
    open.value = callId;
  }

  function followCall(): void {
    const live = followed(world.value);
    const conflicts = form.value !== null && firstConflict(form.value) !== null;
    const next = follow({ open: open.value, live, typing: typing.value, conflicts });
    if (next !== null && next !== open.value) show(next);
  }

  // The live link.

  function message(told: DeskMessage): void {
    world.value = heard(world.value, told);
    if (told.type === "snapshot") {
      clock.set(told.server_time);
      Object.values(world.value.tickets).forEach(adopt);
      if (open.value === null && told.ticket?.status === "draft") show(told.ticket.call_id);
    }
    if (told.type === "ticket" && told.ticket) adopt(told.ticket);
    if (told.type === "notice") notify(told.severity, language.value === "en" ? told.text_en : told.text_zh);
    if (told.type === "snapshot" || told.type === "call") followCall();
  }

  const socket = new DeskSocket({ message, up: (up) => (linked.value = up), failed: () => void sign(false) });

  async function sign(first: boolean): Promise<void> {
    try {
      const asked = performance.now();
      const answer = await whoAmI();
      clock.set(answer.server_time, (performance.now() - asked) / 1000);
      me.value = answer;
      if (first) begin(answer);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) toLogin();
      else if (first) setTimeout(() => void sign(true), SESSION_RETRY_MS);
    }
  }

  function begin(answer: Me): void {
    if (answer.operator_id === null) {
      problem.value = t("not_operator");
      return;
    }
    forms.value = restore(answer.operator_id);
    for (const callId of Object.keys(forms.value)) saverOf(callId).touch(1_000);
    socket.start();
  }

  // What the operator does.

  function edit(name: FieldName, value: string): void {
    if (open.value === null) return;
    change(edited(formOf(open.value), name, value));
    saverOf(open.value).touch();
  }

  function look(name: FieldName): void {
    if (form.value) change(seen(form.value, name));
  }

  function settle(name: FieldName, mine: boolean): void {
    const current = form.value;
    if (!current || current.conflicts[name] === undefined) return;
    change(mine ? keepMine(current, name) : takeTheirs(current, name));
    saverOf(current.callId).touch(0);
  }

  const register = (main: MainTicket | null = null): Promise<boolean> =>
    finish(
      (id, version) => tickets.register(id, version, main?.ticket_id ?? "", judged.chosen.value),
      ({ number }) => (main ? t("registered_joined", { number: number ?? "", main: main.number }) : t("registered_as", { number: number ?? "" })),
    );
  const putAside = (why: string): Promise<boolean> => finish((id, version) => tickets.putAside(id, version, why), () => t("done_void"));

  /** End the draft on screen, once what was typed is saved; a newer version is shown instead of being overwritten. */
  async function finish(end: (id: string, version: number) => Promise<Ticket>, said: (done: Ticket) => string): Promise<boolean> {
    const callId = open.value;
    if (callId === null || formOf(callId).ticketId === null || formOf(callId).status !== "draft") return false;
    if (!(await saverOf(callId).flush())) {
      if (firstConflict(formOf(callId))) notify("warn", t("conflict_first"));
      return false;
    }
    const { ticketId, version } = formOf(callId);
    try {
      const done = await end(ticketId ?? "", version);
      take(done);
      notify("info", said(done));
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 412 && ticketId) await reread(ticketId);
      else failed(error);
      return false;
    }
  }

  function take(told: Ticket): void {
    world.value = heard(world.value, { type: "ticket", ticket: told });
    adopt(told);
  }

  /** The ticket changed under her hands: show what changed; registering waits for another look. */
  async function reread(ticketId: string): Promise<void> {
    try {
      take(await tickets.get(ticketId));
      notify("warn", t("conflict_notice"));
    } catch (error) {
      failed(error);
    }
  }

  async function setStatus(status: "ready" | "on_break" | "signed_out", reason = ""): Promise<void> {
    const id = me.value?.operator_id;
    if (!id) return;
    try {
      await call("POST", `/operators/${encodeURIComponent(id)}/status`, reason ? { status, reason } : { status });
    } catch (error) {
      failed(error);
    }
  }

  async function act(action: "hold" | "resume" | "hangup" | "transfer", to?: string): Promise<boolean> {
    const callId = world.value.call?.call_id;
    if (!callId) return false;
    try {
      await call("POST", `/calls/${encodeURIComponent(callId)}/${action}`, to === undefined ? {} : { to });
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  }

  async function post(path: string, body: Record<string, unknown>): Promise<boolean> {
    try {
      await call("POST", path, body);
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  }

  async function talk(path: string, body: Record<string, unknown> = {}): Promise<boolean> {
    const callId = world.value.call?.call_id;
    return callId ? post(`/calls/${encodeURIComponent(callId)}/${path}`, body) : false;
  }

  async function more(): Promise<boolean> {
    const id = me.value?.operator_id;
    return id ? post(`/operators/${encodeURIComponent(id)}/wrap-up`, { seconds: 60 }) : false;
  }

  async function signOut(): Promise<void> {
    for (const saver of savers.values()) await saver.flush();
    await call("DELETE", "/session").catch(() => undefined);
    dropAllTyped();
    toLogin();
  }

  watch(typing, (still) => {
    // Leaving the form lets a waiting call come in, but only when what was typed is safe.
    if (!still && form.value?.status !== "draft") followCall();
  });
  watch(forms, (all) => me.value?.operator_id && keep(me.value.operator_id, all));
  onMounted(() => void sign(true));
  onScopeDispose(() => {
    socket.stop();
    savers.forEach((saver) => saver.stop());
  });

  return {
    judging: judged.judging, choose: judged.choose,
    me, world, now, linked, problem, notices, open, form, ticket, saving, typing,
    show, edit, look, settle, register, putAside, setStatus, act, talk, more, notify, signOut,
  };
}

