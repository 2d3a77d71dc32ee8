/** Checking a call sentence by sentence: which one, what is kept of it. The only owner of that state. */

import { computed, ref, type Ref } from "vue";
import { call, type Utterance } from "../api";
import { readText } from "../desk/reading";

interface Kept {
  readonly utterance_id: string;
  readonly text: string;
  readonly checked_by: string;
  readonly checked_at: string;
  readonly for_evaluation: boolean;
}

/** Whether keys are being typed into this. */
export const isField = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.matches("input, textarea, select");

export function useChecking(callId: () => string, lines: () => readonly Utterance[], play: (line: Utterance) => Promise<void>, tried: <T>(work: () => Promise<T>) => Promise<T | null>) {
  const at = ref(-1); // -1: nobody checks
  const editing = ref(false);
  const text = ref("");
  const forEvaluation: Ref<boolean | null> = ref(null);
  const kept = ref<Record<string, { text: string; by: string; at: string }>>({});
  const on = computed(() => at.value >= 0);
  const current = computed(() => lines()[at.value]);
  const checkedOf = (line: Utterance) => kept.value[line.utterance_id] ?? line.checked ?? null;
  const done = computed(() => lines().filter((line) => checkedOf(line) !== null).length);

  function go(to: number): void {
    editing.value = false;
    at.value = Math.min(lines().length - 1, Math.max(0, to));
    if (current.value) void play(current.value);
  }
  function start(): void {
    kept.value = {};
    const first = lines().findIndex((line) => checkedOf(line) === null);
    go(Math.max(first, 0));
  }
  function stop(): void {
    [at.value, editing.value] = [-1, false];
  }
  function edit(): void {
    if (!current.value) return;
    text.value = checkedOf(current.value)?.text ?? current.value.text;
    editing.value = true;
  }
  async function save(said: string): Promise<void> {
    const line = current.value;
    if (!line) return;
    const path = `/calls/${encodeURIComponent(callId())}/utterances/${encodeURIComponent(line.utterance_id)}/checked`;
    const answer = await tried(() => call<Kept>("PUT", path, { text: said }));
    if (!answer) return;
    forEvaluation.value = answer.for_evaluation;
    kept.value = { ...kept.value, [line.utterance_id]: { text: answer.text, by: answer.checked_by, at: answer.checked_at } };
    editing.value = false;
    if (at.value < lines().length - 1) go(at.value + 1);
  }
  /** What a key does while somebody checks; true when it meant something. */
  function key(event: KeyboardEvent): boolean {
    if (!on.value || event.altKey) return false;
    if (!editing.value && isField(event.target)) return false; // who types looks for something else
    if (event.key === "Escape") return editing.value ? ((editing.value = false), true) : (stop(), true);
    if (editing.value) return event.key === "Enter" && event.ctrlKey ? (void save(text.value), true) : false;
    if (event.ctrlKey || event.metaKey) return false;
    const line = current.value;
    if (event.key === " " && line) return void play(line), true;
    if (event.key === "Enter" && line) return void save(line.text), true;
    if (event.code === "KeyE") return edit(), true;
    if (event.key === "ArrowDown" || event.code === "KeyN" || event.code === "KeyS") return go(at.value + 1), true;
    if (event.key === "ArrowUp") return go(at.value - 1), true;
    return false;
  }
  return { at, on, current, editing, text, kept, done, forEvaluation, checkedOf, start, stop, edit, save, go, key, readText };
}
