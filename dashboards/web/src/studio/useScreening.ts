/** The chosen entry's form, words and past: loaded when it is chosen, then kept up by the live link. */

import { ref, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import { call, type Utterance } from "../api";
import type { Detail, Entry, History, Picture, ShowMessage } from "../show/model";
import type { StudioScreen } from "../show/useShow";
import { followed, offered, opened, type Screening } from "./form";

export interface Desk {
  readonly form: ShallowRef<Screening | null>;
  readonly said: ShallowRef<readonly Utterance[]>;
  readonly partial: Ref<string>;
  readonly history: ShallowRef<History | null>;
  readonly unit: Ref<string>;
  readonly summary: Ref<string>;
  readonly ticketId: Ref<string>;
}

export function useScreening(screen: StudioScreen, chosen: Ref<Entry | null>): Desk {
  const form = shallowRef<Screening | null>(null);
  const said = shallowRef<readonly Utterance[]>([]);
  const history = shallowRef<History | null>(null);
  const [partial, unit, summary, ticketId] = [ref(""), ref(""), ref(""), ref("")];

  async function load(entry: Entry): Promise<void> {
    const path = `/shows/${encodeURIComponent(screen.show.value?.show_id ?? "none")}/entries/${encodeURIComponent(entry.entry_id)}`;
    const found = await call<Detail>("GET", path).catch(() => null);
    if (!found || form.value?.entry_id !== entry.entry_id) return;
    const heard = said.value.filter((one) => !found.transcript.some((known) => known.utterance_id === one.utterance_id));
    said.value = [...found.transcript, ...heard];
    history.value = found.history;
    ticketId.value = found.ticket_id;
    fill(found.form, found.entry.topic !== "");
  }

  function fill(draft: Detail["form"], described: boolean): void {
    unit.value = draft.unit;
    summary.value = draft.summary;
    if (form.value) form.value = offered(form.value, draft, described);
  }

  watch(
    () => chosen.value?.entry_id,
    () => {
      const entry = chosen.value;
      [said.value, history.value, partial.value, unit.value, summary.value, ticketId.value] = [[], null, "", "", "", ""];
      form.value = entry ? opened(entry) : null;
      if (entry) void load(entry);
    },
    { immediate: true },
  );

  screen.hear((message: ShowMessage) => {
    if (message.type === "board") return follow(message);
    if (message.entry_id !== form.value?.entry_id) return;
    if (message.type === "partial") partial.value = message.text;
    else if (message.type === "form") fill(message.form, chosen.value?.topic !== "");
    else {
      partial.value = "";
      // an utterance may come again: a number that began in it went on in the next, and is hidden now
      const known = said.value.some((one) => one.utterance_id === message.utterance.utterance_id);
      said.value = known
        ? said.value.map((one) => (one.utterance_id === message.utterance.utterance_id ? message.utterance : one))
        : [...said.value, message.utterance];
    }
  });

  /** Another producer may have typed; a new connection may have missed words. */
  function follow(picture: Picture): void {
    const entry = picture.entries.find((one) => one.entry_id === form.value?.entry_id);
    if (entry && form.value) form.value = followed(form.value, entry);
  }
  watch(screen.linked, (up) => up && chosen.value && void load(chosen.value));

  return { form, said, partial, history, unit, summary, ticketId };
}
