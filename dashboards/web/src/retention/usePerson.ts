/** A person's request on the screen: asked, counted, handed over, erased, receipted. The only owner of that state. */

import { computed, reactive, ref, shallowRef, watch } from "vue";
import { ApiError } from "../api";
import { inWords } from "../failures";
import { guarding } from "../guarded";
import { t, words } from "../strings";
import { asText, count, erase, rowsOf, saved, zip, type Plan, type Receipt } from "./person";

const NUMBER = /^\+?[0-9]{5,20}$/;

export function usePerson() {
  const asked = reactive({ number: "", why: "", asked_by: "" });
  const plan = shallowRef<Plan | null>(null);
  const receipt = shallowRef<Receipt | null>(null);
  const [problem, busy, confirming] = [ref(""), ref(false), ref(false)];
  const tried = guarding(problem, (error) => (error instanceof ApiError && words(`per_refused_${error.code}`)) || inWords(error));
  const sent = computed(() => ({ number: asked.number.replace(/[\s-]/g, ""), why: asked.why.trim(), asked_by: asked.asked_by.trim() }));
  const ready = computed(() => NUMBER.test(sent.value.number) && sent.value.why !== "" && sent.value.asked_by !== "");
  const mayErase = computed(() => (plan.value?.total ?? 0) > 0 && !busy.value);
  const rows = computed(() => (receipt.value ?? plan.value ? rowsOf(receipt.value ?? plan.value!) : []));

  async function working<T>(work: () => Promise<T>): Promise<T | null> {
    if (!ready.value || busy.value) return null;
    busy.value = true;
    const done = await tried(work);
    busy.value = false;
    return done;
  }
  async function look(): Promise<void> {
    const found = await working(() => count(sent.value));
    if (found) [plan.value, receipt.value] = [found, null];
  }
  async function handOver(): Promise<void> {
    const body = await working(() => zip(sent.value));
    if (body) saved(body, `${t("per_zip_name")}.zip`);
  }
  async function confirmed(): Promise<void> {
    const total = plan.value?.total ?? 0;
    confirming.value = false;
    const done = await working(() => erase(sent.value, total));
    plan.value = null;
    if (done) receipt.value = done;
  }
  function keep(): void {
    if (receipt.value) saved(new Blob([asText(receipt.value, sent.value.number)], { type: "text/plain" }), `${t("per_receipt")}.txt`);
  }
  // Another number or reason is another request: what was counted for this one does not hold for it.
  watch(sent, (now, before) => now.number === before.number || ([plan.value, receipt.value] = [null, null]));
  return { asked, plan, receipt, problem, busy, confirming, ready, mayErase, rows, look, handOver, confirmed, keep };
}
