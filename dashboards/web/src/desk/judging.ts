/** How the draft on screen would be registered: what was chosen, else what the draft says, and the clocks it starts. */

import { ref, shallowRef, watch, type Ref } from "vue";
import { call } from "../api";
import { valueOf, type Form } from "./form";

export interface ClockAhead {
  readonly rule_id: string;
  readonly title: string;
  readonly limit: string;
  readonly starts: "accepted" | "call_end" | "dispatched";
  readonly soft: boolean;
}
export interface Judging {
  readonly category: string;
  readonly priority: string;
  readonly complexity: string;
  readonly proposed: string;
  readonly categories: readonly string[];
  readonly priorities: readonly string[];
  readonly complexities: readonly string[];
  readonly clocks: readonly ClockAhead[];
}
/** Only what the operator chose; what is left out follows the draft. */
export interface Chosen {
  readonly category?: string;
  readonly priority?: string;
  readonly complexity?: string;
}
export const PARTS = ["category", "priority", "complexity"] as const;
export type Part = (typeof PARTS)[number];
const SETTLE_MS = 400; // while the caller speaks the draft changes with every sentence

export function useJudging(form: Ref<Form | null>) {
  const judging = shallowRef<Judging | null>(null);
  const chosen = ref<Chosen>({});
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  async function look(): Promise<void> {
    const draft = form.value;
    const mine = ++asked;
    if (draft?.ticketId == null || draft.status !== "draft") return void (judging.value = null);
    const query = new URLSearchParams({ ...chosen.value, kind: valueOf(draft, "appeal_kind") });
    const found = await call<Judging>("GET", `/tickets/${encodeURIComponent(draft.ticketId)}/judging?${query.toString()}`).catch(() => null);
    if (mine === asked && found !== null) judging.value = found;
  }
  function choose(part: Part, value: string): void {
    chosen.value = { ...chosen.value, [part]: value };
    void look();
  }
  watch(() => form.value?.ticketId, () => {
    chosen.value = {};
    judging.value = null;
  });
  watch(() => [form.value?.ticketId, form.value?.version, form.value?.status, form.value && valueOf(form.value, "appeal_kind")].join("/"), () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), SETTLE_MS);
  }, { immediate: true });
  return { judging, chosen, choose };
}
