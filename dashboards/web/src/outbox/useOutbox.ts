/** What waits, what died, what was let go. The only owner of that state; it looks again by itself. */

import { computed, onMounted, onUnmounted, ref, shallowRef, watch } from "vue";
import type { Me } from "../api";
import { guarding } from "../guarded";
import { whoAmI } from "../session";
import { t } from "../strings";
import { drop, readChannels, readPage, resend, resendAll, type Channel, type ChannelName, type Message, type State } from "./model";

const LOOK_MS = 5000;

export function useOutbox() {
  const me = shallowRef<Me | null>(null);
  const channels = shallowRef<readonly Channel[]>([]);
  const items = shallowRef<readonly Message[]>([]);
  const next = ref<string | null>(null);
  const [state, channel, problem, said, read] = [ref<State>("dead"), ref<ChannelName | "">(""), ref(""), ref(""), ref(false)];
  const allowed = computed(() => me.value?.roles.some((role) => ["supervisor", "admin"].includes(role)) ?? false);
  let timer = 0;
  const tried = guarding(problem);
  let asked = 0;

  async function load(): Promise<void> {
    const mine = ++asked;
    const [all, page] = await Promise.all([tried(readChannels), tried(() => readPage(channel.value, state.value, ""))]);
    if (mine !== asked) return;
    if (all) channels.value = all;
    if (page) [items.value, next.value, read.value] = [page.items, page.next, true];
  }
  async function more(): Promise<void> {
    const page = await tried(() => readPage(channel.value, state.value, next.value ?? ""));
    if (page) [items.value, next.value] = [[...items.value, ...page.items], page.next];
  }
  /** Do it, say so, and look what became of the rest. */
  async function done(work: () => Promise<string>): Promise<void> {
    const told = await tried(work);
    const why = problem.value;
    await load();
    [said.value, problem.value] = [told ?? "", why];
  }
  const again = (one: Message): Promise<void> => done(async () => (await resend(one.message_id), t("ob_said_again")));
  const letGo = (one: Message, why: string): Promise<void> => done(async () => (await drop(one.message_id, why), t("ob_said_dropped")));
  const allAgain = (which: ChannelName): Promise<void> => done(async () => t("ob_said_all", { n: (await resendAll(which)).count }));

  onMounted(async () => {
    me.value = await tried(whoAmI);
    if (!allowed.value) return;
    await load();
    timer = window.setInterval(() => void (next.value === null || items.value.length <= 100 ? load() : undefined), LOOK_MS);
  });
  watch([state, channel], () => {
    [items.value, said.value, read.value] = [[], "", false];
    void load();
  });
  onUnmounted(() => window.clearInterval(timer));
  return { me, channels, items, next, state, channel, problem, said, read, allowed, more, again, letGo, allAgain };
}
