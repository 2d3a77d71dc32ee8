/** What the knowledge base says about a call: asked for anew with every sentence of the caller, the last answer wins. */

import { ref, watch, type Ref } from "vue";
import { call } from "../api";

export interface Entry {
  readonly entry_id: string;
  readonly question: string;
  readonly answer: string;
  readonly unit: string;
  readonly source: string;
  readonly valid_to: string | null;
}

export interface Found {
  readonly entry: Entry;
  readonly score: number;
  readonly shared: readonly string[];
}

interface FoundList {
  readonly items: readonly Found[];
}

/** The stretches of a text, those among `shared` marked. */
export function stretches(text: string, shared: readonly string[]): { text: string; marked: boolean }[] {
  const words = shared.filter((word) => word !== "").sort((one, other) => other.length - one.length);
  if (words.length === 0) return [{ text, marked: false }];
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text
    .split(new RegExp(`(${escaped.join("|")})`))
    .filter((part) => part !== "")
    .map((part) => ({ text: part, marked: words.includes(part) }));
}

/** Follow a call: `spoken` changes with every sentence of the caller. A typed question goes before what was said. */
export function useKnowledge(callId: () => string | null, spoken: () => number, typed: Ref<string>): Ref<readonly Found[]> {
  const found = ref<readonly Found[]>([]);
  let asked = 0;

  async function ask(): Promise<void> {
    const mine = ++asked;
    const path = pathOf(callId(), spoken(), typed.value.trim());
    const items = path === null ? [] : await call<FoundList>("GET", path).then((list) => list.items, () => null);
    if (mine === asked && items !== null) found.value = items;
  }

  watch([callId, spoken, typed], () => void ask(), { immediate: true });
  return found;
}

function pathOf(callId: string | null, spoken: number, typed: string): string | null {
  if (typed !== "") return `/knowledge?q=${encodeURIComponent(typed.slice(0, 600))}`;
  return callId === null || spoken === 0 ? null : `/calls/${encodeURIComponent(callId)}/knowledge`;
}
