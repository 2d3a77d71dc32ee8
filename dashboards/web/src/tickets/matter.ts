/** A matter many called about, as the service tells it, and the one the list is narrowed to. */

import { ref, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import { call, type MainTicket } from "../api";
import { inWords } from "../failures";
import { t } from "../strings";
import { address } from "./address";

export interface Mergeable {
  readonly ticket_id: string;
  readonly number: string;
  readonly version: number;
  readonly state: string;
  readonly title: string;
  readonly unit: string;
  readonly accepted_at: string;
}

export interface Matter {
  readonly ident: string;
  readonly burst: boolean;
  readonly place: string;
  readonly topic: string;
  readonly persons: number;
  readonly tickets: number;
  readonly drafts: number;
  readonly hidden: number;
  readonly main: MainTicket | null;
  readonly mergeable: readonly Mergeable[];
  readonly mergeable_count: number;
}

export interface Merged {
  readonly merged: readonly string[];
  readonly refused: readonly { readonly ticket_id: string; readonly number: string; readonly code: "stale_version" | "not_now" | "not_found" }[];
}

/** How the list is narrowed: the parameters of /work and of this page's own address; {} not at all. */
export type Narrowed = Readonly<Record<string, string>>;

const NAMES = ["hot", "days", "burst"] as const;
const LONGEST_DAYS = 60;

/** What the page's address asks for. */
export function narrowedBy(search: string): Narrowed {
  const asked = new URLSearchParams(search);
  if (!asked.get("hot") && !asked.get("burst")) return {};
  return Object.fromEntries(NAMES.flatMap((name) => (asked.get(name) ? [[name, asked.get(name) ?? ""]] : [])));
}

export const aboutOf = (matter: Matter): string => [matter.place, matter.topic].filter(Boolean).join(" ") || "–";

/** Who may merge many, as the service has it. */
export const MERGERS: readonly string[] = ["dispatcher", "reviewer", "supervisor", "admin"];
const LOOKERS: readonly string[] = ["operator", ...MERGERS];

export interface Matters {
  readonly narrowed: Ref<Narrowed>;
  /** The matter the list is narrowed to; null while it is read, or when it is over. */
  readonly matter: ShallowRef<Matter | null>;
  readonly gone: Ref<boolean>;
  /** What the open ticket is part of. */
  readonly part: ShallowRef<readonly Matter[]>;
  read(): Promise<void>;
  of(ticketId: string, roles: readonly string[]): Promise<void>;
  open(matter: Matter): void;
  clear(): void;
  /** Let tickets go with a main one; tells in words what became of it. */
  merge(main: MainTicket, repeats: readonly Mergeable[]): Promise<string>;
}

export function useMatters(): Matters {
  const narrowed = ref<Narrowed>(narrowedBy(location.search));
  const [matter, part, gone] = [shallowRef<Matter | null>(null), shallowRef<readonly Matter[]>([]), ref(false)];
  let asked = "";

  async function read(): Promise<void> {
    const query = new URLSearchParams(narrowed.value).toString();
    const found = query ? await call<Matter>("GET", `/hot/matter?${query}`).catch(() => null) : null;
    if (query !== new URLSearchParams(narrowed.value).toString()) return;
    [matter.value, gone.value] = [found, query !== "" && found === null];
  }

  async function of(ticketId: string, roles: readonly string[]): Promise<void> {
    asked = ticketId;
    if (ticketId === "" || !roles.some((role) => LOOKERS.includes(role))) return void (part.value = []);
    const found = await call<{ items: Matter[] }>("GET", `/work/${encodeURIComponent(ticketId)}/hot`).catch(() => null);
    if (asked === ticketId) part.value = found?.items ?? [];
  }

  function open(one: Matter): void {
    narrowed.value = one.burst ? { burst: one.ident } : { hot: one.ident, days: String(LONGEST_DAYS) };
  }

  async function merge(main: MainTicket, repeats: readonly Mergeable[]): Promise<string> {
    try {
      const body = { repeats: repeats.map(({ ticket_id, version }) => ({ ticket_id, version })) };
      const done = await call<Merged>("POST", `/work/${encodeURIComponent(main.ticket_id)}/repeats`, body);
      await read();
      const stayed = done.refused.map((one) => `${one.number || one.ticket_id} ${t(`merge_${one.code}`)}`);
      const said = t("merge_done", { n: done.merged.length, number: main.number });
      return stayed.length ? `${said}　${t("merge_left", { n: stayed.length, which: stayed.join("、") })}` : said;
    } catch (error) {
      return inWords(error);
    }
  }

  watch(narrowed, (now) => {
    address(Object.fromEntries(NAMES.map((name) => [name, now[name] ?? ""])));
    void read();
  });

  return { narrowed, matter, gone, part, read, of, open, clear: () => void (narrowed.value = {}), merge };
}
