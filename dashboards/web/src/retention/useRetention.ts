/** Rules, the last count and the purges. The only owner of that state; while a purge runs it looks each second. */

import { computed, onMounted, onUnmounted, ref, shallowRef } from "vue";
import { ApiError, type Me } from "../api";
import { inWords } from "../failures";
import { guarding } from "../guarded";
import { whoAmI } from "../session";
import { words } from "../strings";
import { addHold, begin, readKept, releaseHold, survey, type Kept, type Survey } from "./model";

const LOOK_MS = 1000;

export function useRetention() {
  const me = shallowRef<Me | null>(null);
  const kept = shallowRef<Kept | null>(null);
  const counted = shallowRef<Survey | null>(null);
  const counting = ref(false);
  const problem = ref("");
  const running = computed(() => kept.value?.runs.find((one) => one.state === "running") ?? null);
  const allowed = computed(() => me.value?.roles.includes("admin") ?? false);
  let timer = 0;

  const tried = guarding(problem, (error) => (error instanceof ApiError && words(`ret_refused_${error.code}`)) || inWords(error));

  async function look(): Promise<void> {
    kept.value = (await readKept().catch(() => null)) ?? kept.value;
    if (running.value) timer = window.setTimeout(() => void look(), LOOK_MS);
  }
  async function count(): Promise<void> {
    if (counting.value || running.value) return;
    counting.value = true;
    counted.value = await tried(survey);
    counting.value = false;
  }
  async function purge(): Promise<void> {
    const total = counted.value?.total ?? 0;
    const begun = await tried(() => begin(total));
    counted.value = null;
    if (begun) await look();
  }
  /** What is held back has changed: what was counted does not hold any more. */
  async function held(work: () => Promise<unknown>): Promise<void> {
    if (await tried(work)) counted.value = null;
    kept.value = (await readKept().catch(() => null)) ?? kept.value;
  }
  const hold = (thing: string, why: string): Promise<void> => held(() => addHold(thing, why));
  const release = (holdId: string): Promise<void> => held(() => releaseHold(holdId));
  onMounted(async () => {
    me.value = await tried(whoAmI);
    if (allowed.value) {
      kept.value = await tried(readKept);
      await look();
    }
  });
  onUnmounted(() => window.clearTimeout(timer));
  return { me, kept, counted, counting, problem, running, allowed, count, purge, hold, release };
}
