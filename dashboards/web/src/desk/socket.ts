/** The desk's live link: reconnects for ever, tells when it is down. */

import type { DeskMessage } from "../api";

const RETRY_MS = [300, 1_000, 2_000, 5_000];

export interface DeskListener {
  message(message: DeskMessage): void;
  up(up: boolean): void;
  /** Another try failed; the session may be over. */
  failed(): void;
}

export class DeskSocket {
  private socket: WebSocket | null = null;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(private readonly listener: DeskListener) {}

  start(): void {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws/desk`);
    this.socket = socket;
    socket.onmessage = (event: MessageEvent<string>) => this.message(JSON.parse(event.data) as DeskMessage);
    socket.onclose = () => this.closed();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private message(message: DeskMessage): void {
    if (message.type === "snapshot") {
      this.failures = 0;
      this.listener.up(true);
    }
    this.listener.message(message);
  }

  private closed(): void {
    if (this.stopped) return;
    this.listener.up(false);
    if (this.failures > 0) this.listener.failed();
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    this.timer = setTimeout(() => this.start(), wait);
  }
}
