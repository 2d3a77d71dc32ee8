/** The entries, the open one, and what is typed into it. The only owner of that state. */

import { computed, onMounted, reactive, ref, shallowRef, watch } from "vue";
import type { Me } from "../api";
import { dayIn } from "../format";
import { guarding } from "../guarded";
import { served, whoAmI } from "../session";
import { t } from "../strings";
import { address, asked as inAddress } from "../tickets/address";
import { blank, EDITORS, readDuties, readHistory, readUnits, save, typedOf, words, type Body, type Duty, type Typed, type Unit, type Version } from "./model";

export function useDirectory() {
  const me = shallowRef<Me | null>(null);
  const units = shallowRef<readonly Unit[]>([]);
  const found = shallowRef<readonly Duty[] | null>(null);
  const text = ref("");
  const open = shallowRef<Duty | null>(null);
  const history = shallowRef<readonly Version[]>([]);
  const typed = reactive<Typed>(blank(""));
  const [writing, problem, said, busy, everything] = [ref(false), ref(""), ref(""), ref(false), ref(false)];
  const shown = computed(() => (found.value ?? []).filter((one) => everything.value || text.value !== "" || one.in_force));
  const edits = computed(() => me.value?.roles.some((role) => EDITORS.includes(role)) ?? false);
  const nameOf = (id: string): string => units.value.find((one) => one.unit_id === id)?.name ?? id;
  const idOf = (name: string): string => units.value.find((one) => one.name === name || one.unit_id === name)?.unit_id ?? "";
  const begun = computed(() => (open.value ? typedOf(open.value, nameOf) : blank(typed.valid_from)));
  const dirty = computed(() => writing.value && (Object.keys(typed) as (keyof Typed)[]).some((name) => typed[name] !== begun.value[name]));
  const tried = guarding(problem);
  let asked = 0;

  async function load(): Promise<void> {
    const mine = ++asked;
    const duties = await tried(() => readDuties(text.value));
    if (duties && mine === asked) found.value = duties;
  }
  /** What is written and not saved is not lost by a click elsewhere. */
  function stays(): boolean {
    if (dirty.value) problem.value = t("dd_unsaved");
    return dirty.value;
  }
  function take(duty: Duty): void {
    [open.value, writing.value] = [duty, true];
    Object.assign(typed, typedOf(duty, nameOf));
    address({ duty: duty.duty_id });
    void readHistory(duty.duty_id).then((all) => open.value?.duty_id === duty.duty_id && (history.value = [...all].reverse())).catch(() => undefined);
  }
  function show(duty: Duty): void {
    if (stays()) return;
    said.value = "";
    take(duty);
  }
  function anew(): void {
    if (stays() || !edits.value) return;
    [open.value, history.value, writing.value, said.value] = [null, [], true, ""];
    Object.assign(typed, blank(dayIn(new Date(served.now() * 1000).toISOString())));
    address({ duty: "" });
  }
  function undo(): void {
    Object.assign(typed, begun.value);
    problem.value = "";
  }
  /** What the form lacks or has wrong, in words; '' when it is whole. */
  function lacking(): string {
    const empty = (["item", "unit", "keywords", "source", "valid_from"] as const).filter((name) => typed[name].trim() === "");
    if (empty.length) return t("dd_lacks", { what: empty.map((name) => t(name === "valid_from" ? "dd_from" : `dd_${name}`)).join("、") });
    const unknown = [typed.unit.trim(), ...words(typed.assisting)].filter((name) => !idOf(name));
    if (unknown.length) return t("dd_no_unit", { names: unknown.join("、") });
    return typed.valid_to !== "" && typed.valid_to < typed.valid_from ? t("dd_days") : "";
  }
  function body(): Body {
    const { item, valid_from, source } = typed;
    return { item: item.trim(), valid_from, source: source.trim(), valid_to: typed.valid_to || null, unit_id: idOf(typed.unit.trim()), assisting: words(typed.assisting).map(idOf), keywords: words(typed.keywords) };
  }
  async function keep(): Promise<void> {
    if (busy.value || !edits.value) return;
    problem.value = lacking();
    if (problem.value) return;
    busy.value = true;
    const duty = await tried(() => save(open.value, body(), served.now()));
    busy.value = false;
    if (!duty) return;
    take(duty);
    said.value = t("dd_said_saved");
    await load();
  }

  onMounted(async () => {
    me.value = await tried(whoAmI);
    if (!me.value) return;
    units.value = (await tried(readUnits)) ?? [];
    await load();
    const wanted = found.value?.find((one) => one.duty_id === inAddress("duty"));
    if (wanted) show(wanted);
  });
  watch(text, () => void load());
  return { me, units, shown, text, everything, open, history, typed, writing, problem, said, busy, edits, dirty, nameOf, show, anew, undo, keep };
}
