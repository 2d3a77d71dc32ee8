/** What the supervisor's page knows and does. The only owner of its state. */

import { onMounted, onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { ApiError, call, type Me, type Queue, type Supervision } from "../api";
import { inWords } from "../failures";
import { toLogin } from "../navigate";
import { whoAmI } from "../session";
import { t, type Key } from "../strings";

const EVERY_MS = 1_000;
const PHONE = "callcenter.supervisor.phone";

export type Way = "listen" | "whisper" | "barge" | "take-over";

const SAYS: Record<Way, Key> = { listen: "sup_listen", whisper: "sup_whisper", barge: "sup_barge", "take-over": "sup_take" };

export interface Room {
  readonly me: ShallowRef<Me | null>;
  readonly seen: ShallowRef<Supervision | null>;
  readonly queues: ShallowRef<readonly Queue[]>;
  readonly phone: Ref<string>;
  readonly said: Ref<string>;
  readonly lost: Ref<string>;
  readonly refused: Ref<boolean>;
  act(callId: string, way: Way): Promise<void>;
  helped(callId: string): Promise<void>;
  /** Leave a conversation one listens to or speaks in. */
  leave(callId: string, guestId: string): Promise<void>;
}

export function useSupervision(): Room {
  const me = shallowRef<Me | null>(null);
  const seen = shallowRef<Supervision | null>(null);
  const queues = shallowRef<readonly Queue[]>([]);
  const phone = ref(localStorage.getItem(PHONE) ?? "");
  const [said, lost, refused] = [ref(""), ref(""), ref(false)];
  let timer = 0;

  async function look(): Promise<void> {
    try {
      if (me.value === null) await begin();
      seen.value = await call<Supervision>("GET", "/supervision");
      queues.value = (await call<{ items: Queue[] }>("GET", "/queues")).items;
      lost.value = "";
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return toLogin();
      if (error instanceof ApiError && error.status === 403) refused.value = true;
      else lost.value = t("sup_lost", { why: inWords(error) });
    }
    timer = window.setTimeout(() => void look(), EVERY_MS);
  }

  async function begin(): Promise<void> {
    me.value = await whoAmI();
    if (!phone.value) phone.value = me.value.operator_id ?? "";
  }

  async function post(path: string, body: Record<string, unknown>, done: string): Promise<void> {
    try {
      await call("POST", path, body);
      said.value = done;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return toLogin();
      said.value = t("failed", { why: inWords(error) });
    }
  }

  async function act(callId: string, way: Way): Promise<void> {
    if (!phone.value) {
      said.value = t("sup_no_phone");
      return;
    }
    localStorage.setItem(PHONE, phone.value);
    await post(`/calls/${encodeURIComponent(callId)}/${way}`, { phone: phone.value }, t("sup_done", { what: t(SAYS[way]), phone: phone.value }));
  }

  const leave = (callId: string, guestId: string): Promise<void> =>
    post(`/calls/${encodeURIComponent(callId)}/guests/${encodeURIComponent(guestId)}/drop`, {}, t("sup_left"));
  const helped = (callId: string): Promise<void> => post(`/calls/${encodeURIComponent(callId)}/help-over`, {}, t("sup_seen"));

  onMounted(() => void look());
  onScopeDispose(() => clearTimeout(timer));
  return { me, seen, queues, phone, said, lost, refused, act, helped, leave };
}
