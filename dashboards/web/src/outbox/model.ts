/** What goes out, as the service tells it (docs/http.md), and why something did not arrive, in words. */

import { call } from "../api";
import { t, words, type Key } from "../strings";

export const CHANNELS = ["sms", "feed"] as const;
export const STATES = ["dead", "waiting", "dropped", "sent"] as const;
export type ChannelName = (typeof CHANNELS)[number];
export type State = (typeof STATES)[number];

export interface Message {
  readonly message_id: number;
  readonly channel: ChannelName;
  readonly ticket_id: string;
  readonly number: string;
  readonly event: string;
  readonly address: string;
  readonly state: State;
  readonly failures: number;
  readonly problem: string;
  readonly held: number;
  readonly created_at: string;
  readonly next_at: string;
  readonly sent_at: string | null;
}
export interface Channel {
  readonly channel: ChannelName;
  readonly waiting: number;
  readonly dead: number;
  readonly dropped: number;
  readonly sent: number;
  readonly oldest_at: string | null;
  readonly problem: string;
}
export interface Page {
  readonly items: readonly Message[];
  readonly next: string | null;
}

export const readChannels = async (): Promise<readonly Channel[]> => (await call<{ items: Channel[] }>("GET", "/outbox/channels")).items;
export const readPage = (channel: ChannelName | "", state: State, after: string): Promise<Page> =>
  call<Page>("GET", `/outbox?${new URLSearchParams(Object.entries({ channel, state, after, limit: "100" }).filter(([, value]) => value !== ""))}`);
export const resend = (id: number): Promise<Message> => call<Message>("POST", `/outbox/${id}/resend`, {});
export const drop = (id: number, why: string): Promise<Message> => call<Message>("POST", `/outbox/${id}/drop`, { why });
export const resendAll = (channel: ChannelName): Promise<{ count: number }> => call<{ count: number }>("POST", "/outbox/resend", { channel });

export const eventWord = (event: string): string => words(`news_${event}`) ?? t("ob_letter");

/** How the sender's sentences read to whoever has to act on them; what is not known here stands as it is. */
const WHY: readonly (readonly [RegExp, Key])[] = [
  [/^expected 2xx, found (?<n>\d+)$/, "ob_why_status"],
  [/^expected an answer within (?<n>\d+) s/, "ob_why_silent"],
  [/^expected a connection/, "ob_why_connection"],
  [/^expected a template/, "ob_why_template"],
  [/^expected a folder/, "ob_why_folder"],
  [/has had (?<n>\d+) messages within a day$/, "ob_why_enough"],
  [/^quiet hours$/, "ob_why_quiet"],
  [/^fault of the service/, "ob_why_fault"],
];

export function whyOf(problem: string): string {
  for (const [pattern, key] of WHY) {
    const found = pattern.exec(problem);
    if (found) return t(key, found.groups ?? {});
  }
  return problem;
}
