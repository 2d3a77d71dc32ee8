/** Signing in: the open matters of the shifts before are read and confirmed first. */

import { ref, type Ref } from "vue";
import { call } from "../api";
import type { Note } from "../floor";
import type { Desk } from "./useDesk";

export interface HandOver {
  readonly notes: Ref<readonly Note[]>;
  /** Get ready; whoever was signed out sees the hand-over first, if there is any. */
  ready(): Promise<void>;
  confirm(): Promise<void>;
}

export function useHandOver(desk: Desk, show: (open: boolean) => void): HandOver {
  const notes = ref<readonly Note[]>([]);

  async function ready(): Promise<void> {
    if (desk.world.value.operator?.status !== "signed_out") return desk.setStatus("ready");
    // Without the diary the service decides whether signing in is possible.
    notes.value = (await call<{ items: Note[] }>("GET", "/diary/unconfirmed").catch(() => ({ items: [] }))).items;
    if (notes.value.length === 0) return desk.setStatus("ready");
    show(true);
  }

  async function confirm(): Promise<void> {
    show(false);
    const entry_ids = notes.value.map((note) => note.entry_id);
    await call("POST", "/diary/confirm", { entry_ids }).catch(() => undefined);
    await desk.setStatus("ready");
  }

  return { notes, ready, confirm };
}
