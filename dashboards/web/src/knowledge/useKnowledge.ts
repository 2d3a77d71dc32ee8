/** The entries, the open one, and what is typed into it. The only owner of that state. */

import { computed, onMounted, reactive, ref, shallowRef, watch } from "vue";
import type { Me } from "../api";
import { dayIn } from "../format";
import { guarding } from "../guarded";
import { served, whoAmI } from "../session";
import { t, type Key } from "../strings";
import { address, asked as inAddress } from "../tickets/address";
import { blank, EDITORS, readEntries, readEntry, readHistory, save, typedOf, type Entries, type Entry, type Filter, type Status, type Typed, type Version } from "./model";

export function useKnowledge() {
  const me = shallowRef<Me | null>(null);
  const found = shallowRef<Entries | null>(null);
  const filter = ref<Filter>({ q: "", standing: "", line: null });
  const open = shallowRef<Entry | null>(null);
  const history = shallowRef<readonly Version[]>([]);
  const typed = reactive<Typed>(blank(""));
  const [writing, problem, said, busy] = [ref(false), ref(""), ref(""), ref(false)];
  const edits = computed(() => me.value?.roles.some((role) => EDITORS.includes(role)) ?? false);
  const begun = computed(() => (open.value ? typedOf(open.value) : blank(typed.valid_from)));
  const dirty = computed(() => writing.value && (Object.keys(typed) as (keyof Typed)[]).some((name) => typed[name] !== begun.value[name]));
  const tried = guarding(problem);
  let asked = 0;

  async function load(): Promise<void> {
    const mine = ++asked;
    const page = await tried(() => readEntries(filter.value, ""));
    if (page && mine === asked) found.value = page;
  }
  async function more(): Promise<void> {
    const [before, after] = [found.value, found.value?.next];
    const page = after ? await tried(() => readEntries(filter.value, after)) : null;
    if (before && page) found.value = { ...page, items: [...before.items, ...page.items] };
  }
  /** What is written and not saved is not lost by a click elsewhere. */
  function stays(): boolean {
    if (dirty.value) problem.value = t("kb_unsaved");
    return dirty.value;
  }
  function take(entry: Entry): void {
    [open.value, writing.value] = [entry, true];
    Object.assign(typed, typedOf(entry));
    address({ entry: entry.entry_id });
    void readHistory(entry.entry_id).then((all) => open.value?.entry_id === entry.entry_id && (history.value = [...all].reverse())).catch(() => undefined);
  }
  async function show(id: string): Promise<void> {
    if (stays()) return;
    const entry = await tried(() => readEntry(id));
    said.value = "";
    if (entry) take(entry);
  }
  function anew(): void {
    if (stays() || !edits.value) return;
    [open.value, history.value, writing.value, said.value] = [null, [], true, ""];
    Object.assign(typed, blank(dayIn(new Date(served.now() * 1000).toISOString())));
    address({ entry: "" });
  }
  function undo(): void {
    Object.assign(typed, begun.value);
    problem.value = "";
  }
  /** What the form still lacks, in words; '' when it is whole. */
  function lacking(): string {
    const empty = (["question", "answer", "source", "valid_from"] as const).filter((name) => typed[name].trim() === "");
    if (empty.length) return t("kb_lacks", { what: empty.map((name) => t(name === "valid_from" ? "kb_from" : `kb_${name}`)).join("、") });
    return typed.valid_to !== "" && typed.valid_to < typed.valid_from ? t("kb_days") : "";
  }
  async function keep(status: Status, told: Key): Promise<void> {
    if (busy.value || !edits.value) return;
    problem.value = lacking();
    if (problem.value) return;
    busy.value = true;
    const entry = await tried(() => save(open.value, { ...typed }, status));
    busy.value = false;
    if (!entry) return;
    take(entry);
    said.value = t(told);
    await load();
  }

  onMounted(async () => {
    me.value = await tried(whoAmI);
    if (!me.value) return;
    await load();
    if (inAddress("entry")) await show(inAddress("entry"));
  });
  watch(filter, () => void load());
  return { me, found, filter, open, history, typed, writing, problem, said, busy, edits, dirty, more, show, anew, undo, keep };
}
