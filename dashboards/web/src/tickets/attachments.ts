/** The files of the open ticket: the list, and one that is being sent. The only owner of that state. */

import { computed, ref, shallowRef, watch } from "vue";
import { ApiError, call } from "../api";
import { upload } from "../components/upload";
import { inWords } from "../failures";
import { t } from "../strings";

export const PURPOSES = ["material", "contact", "reply", "sealed_form"] as const;
export type Purpose = (typeof PURPOSES)[number];

export interface Attachment {
  readonly attachment_id: string;
  readonly name: string;
  readonly media: string;
  readonly size_bytes: number;
  readonly purpose: Purpose;
  readonly by: string;
  readonly at: string;
  readonly url: string;
}

export interface Files {
  readonly items: readonly Attachment[];
  readonly most_bytes: number;
  readonly most: number;
}

/** What is being sent; `share` 0..1. */
export interface Sending {
  readonly name: string;
  readonly share: number;
}

/** Who adds files, as the service has it; a reviewer and whoever else may read them only looks. */
const ADDERS: readonly string[] = ["operator", "dispatcher", "supervisor", "admin", "unit"];
const MEGA = 1_000_000;

/** 12 KB, 3.4 MB. */
export const sizeOf = (bytes: number): string => (bytes < MEGA ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / MEGA).toFixed(1)} MB`);
export const mayAdd = (roles: readonly string[]): boolean => roles.some((role) => ADDERS.includes(role));

export function useAttachments(ticketId: () => string, version: () => number) {
  const files = shallowRef<Files | null>(null);
  const sending = ref<Sending | null>(null);
  const problem = ref("");
  const sealed = computed(() => files.value?.items.filter((one) => one.purpose === "sealed_form").at(-1) ?? null);
  const path = (): string => `/tickets/${encodeURIComponent(ticketId())}/attachments`;

  async function read(): Promise<void> {
    const asked = path();
    const found = await call<Files>("GET", asked).catch(() => null);
    if (asked === path()) files.value = found;
  }

  /** Send one file; why it was not taken stands in `problem`. */
  async function add(file: File, purpose: Purpose): Promise<void> {
    const most = files.value?.most_bytes ?? Infinity;
    problem.value = "";
    if (file.size > most) return void (problem.value = t("att_too_large", { name: file.name, size: sizeOf(file.size), most: sizeOf(most) }));
    sending.value = { name: file.name, share: 0 };
    try {
      const query = new URLSearchParams({ name: file.name.slice(-200), purpose });
      await upload(`${path()}?${query}`, file, (share) => (sending.value = { name: file.name, share }));
    } catch (error) {
      problem.value = t("att_not_taken", { name: file.name, why: whyOf(error, most) });
    }
    sending.value = null;
    await read();
  }

  async function addAll(all: readonly File[], purpose: Purpose): Promise<void> {
    const said: string[] = [];
    for (const file of all) {
      await add(file, purpose);
      if (problem.value) said.push(problem.value);
    }
    problem.value = said.join(" ");
  }

  watch(() => [ticketId(), version()] as const, ([id], before) => {
    if (id !== before?.[0]) [files.value, problem.value] = [null, ""];
    void read();
  }, { immediate: true });

  return { files, sending, problem, sealed, addAll };
}

function whyOf(error: unknown, most: number): string {
  if (error instanceof ApiError && error.code === "too_large") return t("att_why_large", { most: sizeOf(most) });
  return inWords(error);
}
