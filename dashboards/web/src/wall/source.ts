/** Where the wall's messages come from: MQTT on this host, or the service's own link while MQTT cannot be had. */

import mqtt, { type MqttClient } from "mqtt";
import { filters } from "./board";

export type Via = "mqtt" | "service" | "none";

export interface Listener {
  /** A message; "" means the topic was cleared. */
  message(topic: string, text: string): void;
  via(via: Via): void;
  /** Neither link holds. The session may be over: ask. */
  lost(): void;
}

/** Failed tries after which the fallback opens. One is common: a broker that restarts. */
const TRIES_BEFORE_FALLBACK = 2;
const MQTT_RETRY_MS = 3_000;
const SERVICE_RETRY_MS = [1_000, 2_000, 5_000, 10_000];

/** Owns both connections of one wall; start once, `stop` ends them. */
export class Source {
  private client: MqttClient | null = null;
  private socket: WebSocket | null = null;
  private mqttUp = false;
  private serviceUp = false;
  private mqttFailures = 0;
  private serviceFailures = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(
    private readonly site: string,
    private readonly listener: Listener,
  ) {}

  start(): void {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const client = mqtt.connect(`${scheme}//${location.host}/mqtt`, {
      protocolVersion: 5,
      clean: true,
      clientId: `wall-${Math.random().toString(36).slice(2, 12)}`,
      keepalive: 15,
      connectTimeout: 5_000,
      reconnectPeriod: MQTT_RETRY_MS,
      // The other kind runs in a worker made from a blob: URL, which a strict Content-Security-Policy forbids.
      timerVariant: "native",
      // A refused CONNACK otherwise ends mqtt.js for ever: a wall must come back by itself.
      reconnectOnConnackError: true,
      properties: { sessionExpiryInterval: 0 },
    });
    this.client = client;
    client.on("connect", () => this.mqttConnected(client));
    client.on("close", () => this.mqttClosed());
    client.on("error", () => undefined); // `close` follows and is handled there
    client.on("message", (topic, payload) => this.listener.message(topic, payload.toString()));
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
    this.client?.end(true);
    this.closeService();
  }

  private mqttConnected(client: MqttClient): void {
    this.mqttUp = true;
    this.mqttFailures = 0;
    client.subscribe(filters(this.site), { qos: 1 });
    clearTimeout(this.retry);
    this.closeService();
    this.tell();
  }

  private mqttClosed(): void {
    this.mqttUp = false;
    this.mqttFailures += 1;
    this.tell();
    if (this.mqttFailures >= TRIES_BEFORE_FALLBACK && this.socket === null && this.retry === undefined) this.openService();
  }

  private openService(): void {
    this.retry = undefined;
    if (this.stopped || this.mqttUp) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws/wall`);
    this.socket = socket;
    socket.onmessage = (event: MessageEvent<string>) => this.frame(event.data);
    socket.onclose = () => this.serviceClosed(socket);
  }

  private frame(data: string): void {
    if (!this.serviceUp) {
      this.serviceUp = true;
      this.serviceFailures = 0;
      this.tell();
    }
    const { topic, payload } = JSON.parse(data) as { topic: string; payload: unknown };
    this.listener.message(topic, payload === null || payload === "" ? "" : JSON.stringify(payload));
  }

  private serviceClosed(socket: WebSocket): void {
    if (this.socket !== socket) return;
    this.socket = null;
    this.serviceUp = false;
    this.tell();
    if (this.stopped || this.mqttUp) return;
    this.listener.lost();
    const wait = SERVICE_RETRY_MS[Math.min(this.serviceFailures, SERVICE_RETRY_MS.length - 1)];
    this.serviceFailures += 1;
    this.retry = setTimeout(() => this.openService(), wait);
  }

  private closeService(): void {
    const socket = this.socket;
    this.socket = null;
    this.serviceUp = false;
    this.retry = undefined;
    socket?.close();
  }

  private tell(): void {
    this.listener.via(this.mqttUp ? "mqtt" : this.serviceUp ? "service" : "none");
  }
}
