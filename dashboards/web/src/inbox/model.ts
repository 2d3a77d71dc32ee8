/** The shared inbox as the service tells it (docs/http.md). */

import type { Ticket } from "../api";
import { t } from "../strings";

export interface Item {
  readonly ticket_id: string;
  readonly version: number;
  readonly source: string;
  readonly source_title: string;
  readonly came_at: string;
  readonly kind: string;
  readonly title: string;
  readonly place: string;
  readonly confidential: boolean;
  /** Who works on it, '' for nobody. */
  readonly holder: string;
  readonly mine: boolean;
  readonly taken_at: string | null;
}

export interface Inbox {
  readonly waiting: number;
  readonly taken: number;
  readonly oldest_at: string | null;
  readonly items: readonly Item[];
}

export interface InboxNews extends Inbox {
  readonly type: "inbox";
  readonly server_time: number;
}

export interface Matter {
  readonly item: Item;
  readonly ticket: Ticket;
  /** As it was sent, by name. */
  readonly sent: Readonly<Record<string, string>>;
}

/** By which way it came; a site names its own sources, a message on the phone is named by us. */
export function cameBy(item: Item): string {
  return item.source === "voicemail" ? t("src_voicemail") : item.source_title;
}

/** How long something has waited, as people say it: minutes, then hours, then days. */
export function waited(since: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since) / 1000) / 60));
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return t("inbox_minutes", { n: minutes });
  if (hours < 24) return t("inbox_hours", { h: hours, m: minutes % 60 });
  return t("inbox_days", { d: Math.floor(hours / 24), h: hours % 24 });
}

/** The one that waits longest and that nobody works on. */
export function oldestFree(items: readonly Item[]): Item | undefined {
  return items.find((one) => one.holder === "");
}
