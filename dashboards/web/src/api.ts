/** The HTTP interface of the service (docs/http.md): shapes, and one function to call it. */

export const APPEAL_KINDS = ["咨询", "求助", "投诉", "举报", "建议", "表扬"] as const;
export const FIELD_NAMES = [
  "appeal_kind",
  "title",
  "content",
  "place",
  "contact_name",
  "contact_phone",
  "summary",
] as const;

/** Characters a field may hold; the service refuses more. */
export const LONGEST: Record<(typeof FIELD_NAMES)[number], number> = {
  appeal_kind: 2,
  title: 100,
  content: 5000,
  place: 200,
  contact_name: 50,
  contact_phone: 50,
  summary: 1000,
};

export type FieldName = (typeof FIELD_NAMES)[number];
export type Role = "caller" | "operator" | "guest";

export interface Me {
  name: string;
  display_name: string;
  roles: string[];
  operator_id: string | null;
  /** `timezone`: IANA name of the zone the city keeps; `without`: what its rules have switched off; `pages_off`: addresses. */
  site: { id: string; title: string; timezone: string; demo_model: boolean; second_pass?: boolean; without?: string[]; pages_off?: string[] };
  server_time: number;
}

export interface Operator {
  operator_id: string;
  name: string;
  status: "signed_out" | "ready" | "on_break" | "training";
  reason: string;
  state: "idle" | "offered" | "dialling" | "talking" | "hold" | "assisting" | "wrap_up";
  reachable: boolean;
  since: number;
  call_id: string | null;
  queues: string[];
  answered: number;
  missed: number;
  talk_s: number;
  wrap_s: number;
}

/** Somebody else in a conversation. */
export interface Guest {
  guest_id: string;
  kind: "operator" | "supervisor" | "outside";
  part: "consult" | "three_way" | "listen" | "whisper" | "barge";
  present: boolean;
  operator_id: string;
  number: string;
  name: string;
  since: number;
}

export interface Target {
  kind: "operator" | "queue" | "emergency" | "person";
  to: string;
  name: string;
  note: string;
  free: boolean;
}

export interface Talk {
  call_id: string;
  queue: string;
  queue_title: string;
  state: "talking" | "hold" | "outside";
  operator_id: string;
  operator_name: string;
  caller: string;
  since: number;
  hold_since: number | null;
  hard: boolean;
  help_wanted_at: number | null;
  help_note: string;
  guests: Guest[];
}

export interface Member {
  operator_id: string;
  name: string;
  status: Operator["status"];
  reason: string;
  state: Operator["state"];
  reachable: boolean;
  since: number;
  call_id: string | null;
  load: number;
  unrested_s: number;
  answered: number;
  hard_s: number;
}

export interface Supervision {
  at: number;
  talks: Talk[];
  waiting: { call_id: string; queue: string; queue_title: string; state: "waiting" | "offered"; caller: string; since: number }[];
  staff: Member[];
  alarms: { queue: string; title: string; kind: "unstaffed" | "surge" | "closed" }[];
}

export interface Queue {
  queue: string;
  title: string;
  numbers: string[];
  script: string;
  waiting: number;
  longest_wait_s: number | null;
  offered: number;
  answered: number;
  abandoned: number;
  callbacks: number;
  open: boolean;
  closed_by_hand: boolean;
  surge: boolean;
  unstaffed: boolean;
}

export interface Word {
  text: string;
  start_ms: number;
  end_ms: number;
  confidence: number;
}

/** A stretch of the readable text; it stands for code points `start` to `end` of the words as recognised. */
export interface Piece {
  text: string;
  start: number;
  end: number;
  start_ms: number;
  end_ms: number;
  mark: "" | "doubtful" | "unheard";
}

export interface Utterance {
  utterance_id: string;
  role: Role;
  start_ms: number;
  end_ms: number;
  text: string;
  words: Word[];
  read?: Piece[];
  /** Of the call's transcript; 1 (or none) was heard live. */
  version?: number;
  checked?: { text: string; by: string; at: string } | null;
}

export interface Span {
  utterance_id: string;
  start: number;
  end: number;
  start_ms: number;
  end_ms: number;
}

export interface Field {
  value: string | null;
  confidence: number;
  rule: string;
  spans: Span[];
  locked: boolean;
  /** As people write it; '' or none as the value. */
  display?: string;
  /** Why, in Chinese. */
  reason?: string;
}

export interface Recording {
  url: string;
  seconds: number;
}

export interface Ticket {
  ticket_id: string;
  number: string | null;
  call_id: string;
  status: "draft" | "registered" | "void";
  version: number;
  created_at: string;
  updated_at: string;
  queue: string;
  dialled: string;
  caller_number: string;
  operator_id: string | null;
  operator_name: string;
  started_at: string | null;
  answered_at: string | null;
  ended_at: string | null;
  fields: Partial<Record<FieldName | "unit", Field>>;
  /** What else each field might be, best first. */
  suggestions?: Partial<Record<FieldName | "unit", Field[]>>;
  transcript: Utterance[];
  recording: Recording | null;
  model_notice: string | null;
}

export interface DeskCall {
  call_id: string;
  queue: string;
  queue_title: string;
  script: string;
  dialled: string;
  caller_number: string;
  caller_display: string;
  state: "offered" | "dialling" | "talking" | "hold" | "assisting" | "wrap_up";
  guests?: Guest[];
  hard?: boolean;
  help_wanted?: boolean;
  arrived_at: number;
  answered_at: number | null;
  wrap_up_until: number | null;
  /** Of a call that goes out. */
  purpose: "" | "callback" | "missed" | "duty" | "revisit";
  /** The guest whose call an assistant's screen follows; empty: one's own. */
  followed?: string;
  reference: string;
  transcript: Utterance[];
}

export interface Definition {
  key: string;
  zh: string;
  en: string;
  formula_zh: string;
  formula_en: string;
  unit: string;
  variant_zh?: string;
  variant_en?: string;
}

/** Many people, one place, one matter: nothing of any caller. `main` null: no ticket of it is registered yet. */
export interface Burst {
  readonly burst_id: string;
  readonly place: string;
  readonly matter: string;
  readonly persons: number;
  readonly since: string;
  readonly answer: string;
  readonly tickets: number;
  readonly main: MainTicket | null;
}

export interface MainTicket {
  readonly ticket_id: string;
  readonly number: string;
  readonly repeats: number;
}

/** Of the shared inbox of matters that came without a call. */
export interface InboxCounts {
  waiting: number;
  taken: number;
  oldest_at: string | null;
}

export type DeskMessage =
  | {
      type: "snapshot";
      operator: Operator;
      call: DeskCall | null;
      ticket: Ticket | null;
      queues: Queue[];
      recent: Ticket[];
      bursts: Burst[];
      inbox?: InboxCounts;
      seq: number;
      server_time: number;
    }
  | { type: "operator"; operator: Operator }
  | { type: "call"; call: DeskCall | null }
  | { type: "ticket"; ticket: Ticket | null }
  | { type: "queues"; queues: Queue[] }
  | { type: "bursts"; bursts: Burst[] }
  | { type: "inbox"; inbox: InboxCounts }
  | { type: "partial"; call_id: string; role: Role; start_ms: number; text: string }
  | { type: "final"; call_id: string; utterance: Utterance }
  | { type: "notice"; severity: "info" | "warn" | "crit"; text_zh: string; text_en: string };

/** What the service answered instead of doing it. `status` 0: it could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Partial<Record<FieldName, string>> = {},
    /** A code for what was expected; '' when the service has none. */
    readonly reason = "",
    /** Per field the rule it breaks: `max_length:200`. */
    readonly rules: Readonly<Record<string, string>> = {},
    /** What stood in the way: a name, a number, a state. */
    readonly found = "",
    /** What was expected, as the service says it. */
    readonly expected = "",
  ) {
    super(message);
  }
}

export interface Told {
  error: { code: string; message: string; fields?: Record<string, string>; reason?: string; rules?: Record<string, string>; found?: string; expected?: string };
}

/** A refusal as the service wrote it. */
export function refused(status: number, { error }: Told): ApiError {
  return new ApiError(status, error.code, error.message, error.fields ?? {}, error.reason ?? "", error.rules ?? {}, error.found ?? "", error.expected ?? "");
}

/** Read what the service answered instead of doing it. */
export async function failure(response: Response): Promise<ApiError> {
  try {
    return refused(response.status, (await response.json()) as Told);
  } catch {
    return new ApiError(response.status, "unreadable", response.statusText);
  }
}

/** Send a file as it is. Throws ApiError, as `call` does. */
export async function send<T>(path: string, file: Blob): Promise<T> {
  const headers = { "X-Requested-With": "callcenter", "Content-Type": "application/octet-stream" };
  return answered<T>(path, { method: "POST", headers, credentials: "same-origin", cache: "no-store", body: file });
}

/** Call the service. Throws ApiError; the caller decides what it means (401 leads to the sign-in page there). */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { "X-Requested-With": "callcenter" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
  if (body !== undefined) init.body = JSON.stringify(body);
  return answered<T>(path, init);
}

async function answered<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, init);
  } catch (error) {
    throw new ApiError(0, "unreachable", String(error));
  }
  if (!response.ok) throw await failure(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}
