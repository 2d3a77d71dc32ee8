/** Calling out whoever is on duty for a ticket: what the service tells of it, and following it while it goes on. */

import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import { call } from "../api";
import { inWords } from "../failures";

export type Answer = "ringing" | "answered" | "no_answer" | "busy" | "refused" | "failed" | "stopped";

export interface Attempt {
  readonly unit: string;
  readonly name: string;
  readonly number: string;
  readonly rank: number;
  readonly at: string;
  readonly answer: Answer;
  readonly call_id: string;
}

export interface CallOut {
  readonly call_out_id: string;
  readonly ticket_id: string;
  readonly unit: string;
  readonly asked_by: string;
  readonly reason: string;
  readonly began_at: string;
  readonly ended_at: string | null;
  readonly result: "" | "reached" | "exhausted" | "stopped";
  readonly why: string;
  readonly attempts: readonly Attempt[];
}

export interface OnCall {
  readonly unit_id: string;
  readonly unit: string;
  readonly name: string;
  readonly number: string;
  readonly rank: number;
}

export interface Unit {
  readonly unit_id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly active: boolean;
}

export const MAY_CALL_OUT = ["operator", "dispatcher", "supervisor", "admin"];
const EVERY_MS = 1_000;

export interface CallOuts {
  /** Newest first. */
  readonly items: ShallowRef<readonly CallOut[]>;
  readonly problem: Ref<string>;
  read(): Promise<void>;
  begin(unitId: string, reason: string): Promise<boolean>;
  stop(one: CallOut): Promise<void>;
}

/** Follow a ticket's call-outs: once when it is shown, and again and again while one goes on. */
export function useCallOuts(ticketId: () => string): CallOuts {
  const items = shallowRef<readonly CallOut[]>([]);
  const problem = ref("");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const path = (id: string): string => `/tickets/${encodeURIComponent(id)}/call-outs`;

  async function read(): Promise<void> {
    clearTimeout(timer);
    const id = ticketId();
    if (id === "") return;
    const found = await call<{ items: CallOut[] }>("GET", path(id)).catch(() => null);
    if (id !== ticketId()) return;
    if (found) items.value = [...found.items].reverse();
    clearTimeout(timer);
    if (!found || items.value.some((one) => one.result === "")) timer = setTimeout(() => void read(), EVERY_MS);
  }

  async function guarded(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      problem.value = "";
      return true;
    } catch (error) {
      problem.value = inWords(error);
      return false;
    } finally {
      await read();
    }
  }

  const begin = (unitId: string, reason: string): Promise<boolean> =>
    guarded(() => call("POST", path(ticketId()), { unit_id: unitId, reason }));
  const stop = async (one: CallOut): Promise<void> => {
    await guarded(() => call("POST", `/call-outs/${encodeURIComponent(one.call_out_id)}/stop`, {}));
  };

  watch(ticketId, () => {
    items.value = [];
    void read();
  }, { immediate: true });
  onScopeDispose(() => clearTimeout(timer));
  return { items, problem, read, begin, stop };
}
