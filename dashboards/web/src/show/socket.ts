/** The live link to the board: reconnects for ever, and says so when it has heard nothing for too long. */

import type { ShowMessage, View } from "./model";

const RETRY_MS = [300, 1_000, 2_000, 5_000];
/** The service sends the picture at least every 5 s; twice that without a word is no live screen any more. */
export const SILENT_MS = 11_000;

export interface ShowListener {
  message(message: ShowMessage): void;
  up(up: boolean): void;
  /** Another try failed; the session may be over. */
  failed(): void;
}

export class ShowSocket {
  private socket: WebSocket | null = null;
  private failures = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(
    private readonly view: View,
    private readonly listener: ShowListener,
  ) {}

  start(): void {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws/show?view=${this.view}`);
    this.socket = socket;
    socket.onmessage = (event: MessageEvent<string>) => this.heard(JSON.parse(event.data) as ShowMessage);
    socket.onclose = () => this.closed(socket);
    this.listen(socket);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
    clearTimeout(this.silence);
    this.socket?.close();
  }

  private heard(message: ShowMessage): void {
    if (this.socket) this.listen(this.socket);
    if (message.type === "board") {
      this.failures = 0;
      this.listener.up(true);
    }
    this.listener.message(message);
  }

  /** A link that is silent is given up: its closing handshake might never come. */
  private listen(socket: WebSocket): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
      this.closed(socket);
    }, SILENT_MS);
  }

  private closed(socket: WebSocket): void {
    if (this.stopped || socket !== this.socket) return;
    clearTimeout(this.silence);
    this.listener.up(false);
    if (this.failures > 0) this.listener.failed();
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    this.retry = setTimeout(() => this.start(), wait);
  }
}
