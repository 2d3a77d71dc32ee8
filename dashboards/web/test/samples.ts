/** Payloads and tickets for the tests, complete, so that a test names only what it is about. */

import type { DeskCall, Field, FieldName, Operator, Ticket, Utterance } from "../src/api";
import type { Alert, OperatorView, QueueStatus, State, Summary } from "../src/topics.gen";

/** 2026-11-21 12:00:00 +08:00 */
export const NOON_S = Date.parse("2026-11-21T12:00:00+08:00") / 1000;

export const at = (second: number): string => new Date((NOON_S + second) * 1000).toISOString();

export function summary(changed: Partial<Summary> = {}): Summary {
  return {
    v: 1, ts: at(0), seq: 1, waiting: 2, longest_wait_s: 8, talking: 3, ready: 1, on_break: 0, wrap_up: 1, signed_in: 5,
    offered: 20, answered: 17, abandoned: 1, answer_rate: 0.94, within_15s_rate: 0.9, asa_s: 7, aht_s: 120, occupancy: 0.6,
    tickets_draft: 1, tickets_registered: 16, ...changed,
  };
}
export function state(changed: Partial<State> = {}): State {
  return { v: 1, ts: at(-600), seq: 0, online: true, version: "0.1.0", instance: "a", demo_model: false, ...changed };
}
export function person(changed: Partial<OperatorView> = {}): OperatorView {
  return {
    v: 1, ts: at(0), seq: 1, operator: "8001", name: "陈静", status: "ready", reason: "", state: "idle", reachable: true,
    since: NOON_S - 30, answered: 3, missed: 0, talk_s: 60, hold_s: 0, wrap_s: 10, training_s: 0, signed_in_s: 600, occupancy: 0.5,
    occupancy_15m: 0.4, rest_since: null, ...changed,
  };
}
export function queue(changed: Partial<QueueStatus> = {}): QueueStatus {
  return {
    v: 1, ts: at(0), seq: 1, queue: "hotline", title: "12345", waiting: 0, longest_wait_s: null, talking: 1, ready: 1,
    offered: 5, answered: 5, abandoned: 0, answer_rate: 1, within_15s_rate: 1, ...changed,
  };
}
export function alert(changed: Partial<Alert> = {}): Alert {
  return {
    v: 1, ts: at(0), seq: 1, alert: "a1", severity: "warn", code: "c", text_zh: "注意", text_en: "", since: NOON_S, value: null, limit: null,
    ...changed,
  };
}
export function utterance(changed: Partial<Utterance> = {}): Utterance {
  return { utterance_id: "u1", role: "caller", start_ms: 1000, end_ms: 2000, text: "路灯坏了三天", words: [], ...changed };
}
export function field(value: string, changed: Partial<Field> = {}): Field {
  return { value, confidence: 0.9, rule: "r", spans: [], locked: false, ...changed };
}
/** A ticket; `byHand`: its values were written by somebody, not by the machine. */
export function ticket(version: number, values: Partial<Record<FieldName, string>> = {}, changed: Partial<Ticket> = {}, byHand = true): Ticket {
  const fields = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, field(value, { locked: byHand })]));
  return {
    ticket_id: "t1", number: null, call_id: "c1", status: "draft", version, created_at: at(0), updated_at: at(0),
    queue: "hotline", dialled: "12345", caller_number: "13800138000", operator_id: "8001", operator_name: "陈静",
    started_at: at(-90), answered_at: at(-80), ended_at: at(0), fields, transcript: [], recording: null, model_notice: null,
    ...changed,
  };
}
export function deskCall(changed: Partial<DeskCall> = {}): DeskCall {
  return {
    call_id: "c1", queue: "hotline", queue_title: "12345", script: "您好", dialled: "12345", caller_number: "13800138000",
    caller_display: "", state: "talking", arrived_at: NOON_S, answered_at: NOON_S + 5, wrap_up_until: null, purpose: "", reference: "", transcript: [],
    ...changed,
  };
}
export function operator(changed: Partial<Operator> = {}): Operator {
  return {
    operator_id: "8001", name: "陈静", status: "ready", reason: "", state: "idle", reachable: true, since: NOON_S, call_id: null,
    queues: ["hotline"], answered: 0, missed: 0, talk_s: 0, wrap_s: 0, ...changed,
  };
}
