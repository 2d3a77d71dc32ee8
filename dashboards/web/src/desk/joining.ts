/** Merging at the desk: which burst's main ticket the draft on screen goes with when it is registered. */

import { computed, ref, type ComputedRef } from "vue";
import type { Burst, MainTicket, Ticket } from "../api";
import { t } from "../strings";
import { valueOf, type Form } from "./form";
import type { Desk } from "./useDesk";

/** What a draft goes with; the main ticket may become another one while the citizen still speaks. */
export interface Joined {
  readonly burst_id: string;
  readonly main: MainTicket;
}

/** Whether a draft names the place of a burst, and no other matter. */
export function fits(burst: Burst, form: Form | null, ticket: Ticket | null): boolean {
  if (form === null || !valueOf(form, "place").includes(burst.place)) return false;
  const topic = (ticket?.fields as Readonly<Record<string, { value: string | null } | undefined>> | undefined)?.topic?.value;
  return !topic || topic === burst.matter;
}

/** Those that fit the draft first, else as they came. */
export function ranked(bursts: readonly Burst[], form: Form | null, ticket: Ticket | null): Burst[] {
  return [...bursts].sort((a, b) => Number(fits(b, form, ticket)) - Number(fits(a, form, ticket)));
}

/** The next choice after `now`: each burst that has a main ticket in turn, then none. */
export function following(bursts: readonly Burst[], now: Joined | null): Joined | null {
  const able = bursts.flatMap((one) => (one.main ? [{ burst_id: one.burst_id, main: one.main }] : []));
  const at = able.findIndex((one) => one.burst_id === now?.burst_id);
  return now !== null && at < 0 ? null : (able[at + 1] ?? null);
}

export interface Joining {
  /** Bursts, those that fit the draft on screen first. */
  readonly bursts: ComputedRef<readonly Burst[]>;
  /** What the draft on screen goes with. */
  readonly joined: ComputedRef<Joined | null>;
  /** Another press: the next burst, or none. */
  turn(): void;
}

export function useJoining(desk: Desk): Joining {
  const chosen = ref<Readonly<Record<string, Joined>>>({});
  const bursts = computed(() => ranked(desk.world.value.bursts, desk.form.value, desk.ticket.value));
  const joined = computed(() => {
    const held = desk.form.value?.status === "draft" ? chosen.value[desk.form.value.callId] : undefined;
    const now = held && desk.world.value.bursts.find((one) => one.burst_id === held.burst_id)?.main;
    return held ? { ...held, main: now ?? held.main } : null;
  });

  function turn(): void {
    const form = desk.form.value;
    if (form === null || form.ticketId === null || form.status !== "draft") return desk.notify("info", t("join_no_draft"));
    const next = following(bursts.value, joined.value);
    if (next === null && joined.value === null) return desk.notify("info", t("join_none"));
    const others = Object.entries(chosen.value).filter(([callId]) => callId !== form.callId);
    chosen.value = Object.fromEntries(next ? [...others, [form.callId, next]] : others);
    if (next === null) return desk.notify("info", t("join_off"));
    const burst = bursts.value.find((one) => one.burst_id === next.burst_id);
    desk.notify("info", t("join_set", { number: next.main.number, about: burst ? t("strip_about", { place: burst.place, matter: burst.matter }) : "" }));
  }

  return { bursts, joined, turn };
}
