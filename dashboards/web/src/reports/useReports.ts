/** The reports page's state: who looks, which part, what the service told. The only owner of all of it. */

import { computed, onMounted, onScopeDispose, ref, shallowRef } from "vue";
import { call, failure, type Me } from "../api";
import { ServerClock } from "../clock";
import { inWords } from "../failures";
import { guarding } from "../guarded";
import { cityHas, whoAmI } from "../session";
import { isMaker, kindsFor, partsFor, type Burst, type Definition, type Figures, type Kind, type Order, type Part, type Report, type Topic } from "./model";
import { dayOf } from "../zone";

const AGAIN_MS = 15_000; // bursts and topics move while people call

interface Items<T> {
  readonly items: readonly T[];
}

export function useReports() {
  const clock = new ServerClock();
  const me = shallowRef<Me | null>(null);
  const roles = computed(() => me.value?.roles ?? []);
  const parts = computed(() => partsFor(roles.value));
  const tracks = computed(() => cityHas(me.value, "hot_tracking"));
  const maker = computed(() => isMaker(roles.value));
  const [part, days, problem, busy, making, today] = [ref<Part>("hot"), ref(7), ref(""), ref(false), ref(false), ref(dayOf(clock.now()))];
  const kinds = shallowRef<readonly Kind[]>([]);
  const formats = shallowRef<readonly string[]>([]);
  const definitions = shallowRef<ReadonlyMap<string, Definition>>(new Map());
  const small = ref(0);
  const units = shallowRef<readonly string[]>([]);
  const reports = shallowRef<readonly Report[] | null>(null);
  const figures = shallowRef<Figures | null>(null);
  const topics = shallowRef<readonly Topic[] | null>(null);
  const bursts = shallowRef<readonly Burst[] | null>(null);
  let timer: ReturnType<typeof setInterval> | undefined;
  let asked = 0;
  let measured = 0;

  const guarded = guarding(problem);
  const get = <T>(path: string): Promise<T | null> => guarded(() => call<T>("GET", path));

  async function lookHot(): Promise<void> {
    const mine = ++asked;
    const [hot, running] = await Promise.all([tracks.value ? get<Items<Topic>>(`/hot?days=${days.value}`) : null, get<Items<Burst>>("/bursts")]);
    if (mine !== asked) return;
    if (hot) topics.value = hot.items;
    if (running) bursts.value = running.items;
  }

  async function look(): Promise<void> {
    if (part.value === "hot") return lookHot();
    if (part.value !== "made") return;
    const found = await get<Items<Report>>("/reports?limit=200");
    if (found) reports.value = found.items;
  }

  async function open(next: Part): Promise<void> {
    if (!parts.value.includes(next)) return;
    part.value = next;
    await look();
  }

  async function measure(period: string, unit: string): Promise<void> {
    const mine = ++measured;
    busy.value = true;
    const found = await get<Figures>(`/kpis/figures?${new URLSearchParams({ period, unit })}`);
    if (mine !== measured) return; // an earlier period's answer came late: the one chosen last stands
    if (found) figures.value = found;
    busy.value = false;
  }

  /** Make a report; the page then shows it on top of those that were made. Says what was wrong, '' when done. */
  async function produce(order: Order): Promise<string> {
    making.value = true;
    try {
      await call<Report>("POST", "/reports", order);
      await open("made");
      return "";
    } catch (error) {
      return inWords(error);
    } finally {
      making.value = false;
    }
  }

  /** Set what operators answer; '' takes it back. Says what was wrong, '' when done. */
  async function answer(burst: Burst, said: string): Promise<string> {
    try {
      const body = { place: burst.place, matter: burst.matter, said };
      bursts.value = (await call<Items<Burst>>("PUT", "/bursts/answer", body)).items;
      return "";
    } catch (error) {
      return inWords(error);
    }
  }

  /** Take in the sealed scan of a form. Says what was wrong, '' when done. */
  async function takeSealed(report: Report, file: File): Promise<string> {
    const path = `/api/v1/reports/${encodeURIComponent(report.report_id)}/sealed`;
    const headers = { "X-Requested-With": "callcenter", "Content-Type": "application/pdf" };
    try {
      const told = await fetch(path, { method: "POST", body: file, headers, credentials: "same-origin" });
      if (!told.ok) throw await failure(told);
      await look();
      return "";
    } catch (error) {
      return inWords(error);
    }
  }

  /** Take a wrong scan back, with the reason. Says what was wrong, '' when done. */
  async function withdrawSealed(report: Report, reason: string): Promise<string> {
    try {
      await call("POST", `/reports/${encodeURIComponent(report.report_id)}/sealed/withdraw`, { reason });
      await look();
      return "";
    } catch (error) {
      return inWords(error);
    }
  }

  async function readWords(): Promise<void> {
    const [told, defined, known] = await Promise.all([
      parts.value.includes("produce") ? get<Items<Kind> & { formats: string[] }>("/reports/kinds") : null,
      get<Items<Definition> & { small: number }>("/kpis"),
      get<Items<{ name: string; active: boolean }>>("/units"),
    ]);
    if (told) [kinds.value, formats.value] = [kindsFor(told.items, roles.value), told.formats];
    if (defined) [definitions.value, small.value] = [new Map(defined.items.map((one) => [one.id, one])), defined.small];
    if (known) units.value = known.items.filter((one) => one.active).map((one) => one.name);
  }

  onMounted(async () => {
    me.value = await guarded(whoAmI);
    if (me.value === null) return;
    clock.set(me.value.server_time);
    today.value = dayOf(clock.now());
    part.value = parts.value[0] ?? "hot"; // before anything is waited for: whoever has chosen another part meanwhile stays there
    if (parts.value.includes("figures")) await readWords();
    if (parts.value.length > 0) await look();
    timer = setInterval(() => {
      today.value = dayOf(clock.now()); // a page stays open over midnight
      void look();
    }, AGAIN_MS);
  });
  onScopeDispose(() => clearInterval(timer));

  return { me, roles, parts, maker, tracks, part, days, problem, busy, making, today, kinds, formats, definitions, small, units, reports, figures, topics, bursts, open, look, measure, produce, answer, takeSealed, withdrawSealed };
}

export type Reports = ReturnType<typeof useReports>;
