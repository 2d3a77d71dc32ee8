/** Every MQTT topic and its payload. Same content as dashboards/topics.py. */

export type Severity = "info" | "warn" | "crit";

export interface Payload {
  v: number;
  ts: string;
  seq: number;
}

export interface State extends Payload {
  online: boolean;
  version: string;
  instance: string;
  demo_model: boolean;
}

export interface Summary extends Payload {
  waiting: number;
  longest_wait_s: number | null;
  talking: number;
  ready: number;
  on_break: number;
  wrap_up: number;
  signed_in: number;
  offered: number;
  answered: number;
  abandoned: number;
  answer_rate: number | null;
  within_15s_rate: number | null;
  asa_s: number | null;
  aht_s: number | null;
  occupancy: number | null;
  tickets_draft: number;
  tickets_registered: number;
}

export interface QueueStatus extends Payload {
  queue: string;
  title: string;
  waiting: number;
  longest_wait_s: number | null;
  talking: number;
  ready: number;
  offered: number;
  answered: number;
  abandoned: number;
  answer_rate: number | null;
  within_15s_rate: number | null;
}

export interface OperatorView extends Payload {
  operator: string;
  name: string | null;
  status: string;
  reason: string;
  state: string;
  reachable: boolean;
  since: number;
  answered: number;
  missed: number;
  talk_s: number;
  hold_s: number;
  wrap_s: number;
  signed_in_s: number;
  occupancy: number | null;
  occupancy_15m: number | null;
  rest_since: number | null;
}

export interface AsrStatus extends Payload {
  engine: string;
  model: string;
  demo: boolean;
  up: boolean;
  legs: number;
  lag_ms: number | null;
  dropped_ms: number;
}

export interface Alert extends Payload {
  alert: string;
  severity: Severity;
  code: string;
  text_zh: string;
  since: number;
  value: number | null;
  limit: number | null;
}

export interface CallEvent extends Payload {
  kind: string;
  call: string;
  queue: string;
  operator: string;
}

export interface TopicPayloads {
  "state": State;
  "summary": Summary;
  "queue/{id}/status": QueueStatus;
  "operator/{id}/status": OperatorView;
  "asr/status": AsrStatus;
  "alert/{id}": Alert;
  "event/{id}": CallEvent;
}

export type TopicPath = keyof TopicPayloads;

export const VERSION = "v1";
