/** The inbox's live link: reconnects for ever, tells when it is down. */

import type { InboxNews } from "./model";

const RETRY_MS = [300, 1_000, 2_000, 5_000];

export interface Listener {
  news(news: InboxNews): void;
  up(up: boolean): void;
  /** Another try failed; the session may be over. */
  failed(): void;
}

export class InboxLink {
  private socket: WebSocket | null = null;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(private readonly listener: Listener) {}

  start(): void {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.socket = new WebSocket(`${scheme}//${location.host}/ws/inbox`);
    this.socket.onmessage = (event: MessageEvent<string>) => {
      this.failures = 0;
      this.listener.up(true);
      this.listener.news(JSON.parse(event.data) as InboxNews);
    };
    this.socket.onclose = () => this.closed();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private closed(): void {
    if (this.stopped) return;
    this.listener.up(false);
    if (this.failures > 0) this.listener.failed();
    this.timer = setTimeout(() => this.start(), RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)]);
    this.failures += 1;
  }
}
