/** The plan page's state: who looks, which year, part and edition, what the service told. The only owner of all of it. */

import { computed, onMounted, ref, shallowRef } from "vue";
import { ApiError, call, send, type Me } from "../api";
import { inWords } from "../failures";
import { toLogin } from "../navigate";
import { cityHas, whoAmI } from "../session";
import { nextOf, troubles, PARTS, type Edition, type Part, type Plan, type Tab } from "./model";

export type Page = ReturnType<typeof usePlan>;

export function usePlan() {
  const me = shallowRef<Me | null>(null);
  const plan = shallowRef<Plan | null>(null);
  const edition = shallowRef<Edition | null>(null);
  const [part, tab, problem, busy] = [ref<Part>("year"), ref<Tab>("steps"), ref(""), ref(false)];
  const chosen = ref("");
  const roles = computed(() => me.value?.roles ?? []);
  const editor = computed(() => plan.value?.editor ?? false);
  const there: Readonly<Record<Part, () => boolean>> = {
    year: () => true,
    reminders: () => plan.value?.reader ?? false,
    daily: () => plan.value?.reader ?? false,
    required: () => plan.value?.units !== null,
    import: () => editor.value,
    promises: () => cityHas(me.value, "promise_ledger", "followup_column"),
  };
  const parts = computed(() => PARTS.filter((one) => there[one]()));
  const missed = computed(() => (plan.value?.reminders ?? []).filter((one) => one.standing === "missed").length);
  const unnoted = computed(() => (plan.value?.editions ?? []).filter((row) => row.lacks.attendance).length);
  let asked = 0;

  /** Do something; what went wrong is one sentence, and an answer of null. */
  async function guarded<T>(work: () => Promise<T>): Promise<T | null> {
    busy.value = true;
    try {
      const done = await work();
      problem.value = "";
      return done;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) toLogin();
      const fields = error instanceof ApiError ? Object.values(error.fields).join("\n") : "";
      problem.value = fields || inWords(error);
      return null;
    } finally {
      busy.value = false;
    }
  }
  const get = <T>(path: string): Promise<T | null> => guarded(() => call<T>("GET", `/plan${path}`));

  async function load(year?: number): Promise<void> {
    const found = await get<Plan>(year === undefined ? "" : `?year=${year}`);
    if (!found) return;
    plan.value = found;
    const known = found.editions.some((row) => row.edition_id === chosen.value);
    if (!known) await choose(nextOf(found.editions, found.today)?.edition_id ?? "");
  }
  async function again(): Promise<void> {
    await load(plan.value?.year);
  }
  async function choose(id: string): Promise<void> {
    const mine = ++asked;
    chosen.value = id;
    if (id === "") edition.value = null;
    const found = id === "" ? null : await get<Edition>(`/editions/${id}`);
    if (found && mine === asked) edition.value = found;
  }
  /** Act on the open edition; its new state comes with the answer, and the year is read again. */
  async function act(method: string, path: string, body: unknown): Promise<boolean> {
    const id = chosen.value;
    const found = await guarded(() => call<Edition>(method, `/plan/editions/${id}${path}`, body));
    if (!found) return false;
    if (chosen.value === id) edition.value = found;
    await again();
    return true;
  }
  /** Do something beside it, then read the edition and the year again. */
  async function aside<T>(work: () => Promise<T>): Promise<T | null> {
    const done = await guarded(work);
    if (done === null) return null;
    await Promise.all([choose(chosen.value), again()]);
    return done;
  }
  const upload = <T>(path: string, file: Blob): Promise<T | null> => guarded(() => send<T>(`/plan${path}`, file));

  async function open(next: Part): Promise<void> {
    part.value = next;
    if (next === "year" || next === "reminders") await again();
  }
  async function show(id: string): Promise<void> {
    part.value = "year";
    await choose(id);
  }
  onMounted(async () => {
    me.value = await guarded(whoAmI);
    if (me.value) await load();
  });
  return { me, plan, edition, part, parts, tab, problem, busy, chosen, roles, editor, missed, unnoted, troubles, guarded, get, load, again, choose, act, aside, upload, open, show };
}
