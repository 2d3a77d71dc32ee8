/** The wallboard's state: a fold over MQTT messages. Pure; one board per message, the old one untouched. */

import type {
  Alert,
  AsrStatus,
  ForecastView,
  MissedStatus,
  OperatorView,
  Payload,
  QueueStatus,
  SessionView,
  State,
  Summary,
} from "../topics.gen";
import { VERSION } from "../topics.gen";

export interface Board {
  readonly state: State | null;
  readonly summary: Summary | null;
  readonly asr: AsrStatus | null;
  readonly queues: Readonly<Record<string, QueueStatus>>;
  readonly operators: Readonly<Record<string, OperatorView>>;
  readonly alerts: Readonly<Record<string, Alert>>;
  readonly forecast: ForecastView | null;
  readonly missed: MissedStatus | null;
  readonly sessions: Readonly<Record<string, SessionView>>;
  /** Messages of our site this page could not read: it is older than the service, or something else publishes there. */
  readonly rejected: number;
}

export const EMPTY_BOARD: Board = {
  state: null,
  summary: null,
  asr: null,
  queues: {},
  operators: {},
  alerts: {},
  forecast: null,
  missed: null,
  sessions: {},
  rejected: 0,
};

/** The topic filters a wall needs; never private topics, never events it would not show. */
export function filters(site: string): string[] {
  const paths = ["state", "summary", "asr/status", "queue/+/status", "operator/+/status", "alert/+", "forecast", "missed/status", "session/+"];
  return paths.map((path) => `cc/${VERSION}/${site}/${path}`);
}

/** Message `text` ("" clears) on `topic` becomes part of the board. Unknown topics change nothing. */
export function apply(board: Board, site: string, topic: string, text: string): Board {
  const root = `cc/${VERSION}/${site}/`;
  if (!topic.startsWith(root)) return board;
  const path = topic.slice(root.length).split("/");
  if (text === "") return cleared(board, path);
  const payload = parse(text);
  return payload === null ? { ...board, rejected: board.rejected + 1 } : placed(board, path, payload);
}

function parse(text: string): Payload | null {
  try {
    const payload: unknown = JSON.parse(text);
    return isPayload(payload) ? payload : null;
  } catch {
    return null;
  }
}

function isPayload(value: unknown): value is Payload {
  if (typeof value !== "object" || value === null) return false;
  const { v, ts, seq } = value as Record<string, unknown>;
  return v === 1 && typeof seq === "number" && typeof ts === "string" && !Number.isNaN(Date.parse(ts));
}

/** The broker and the fallback link overlap for a moment: an older copy must not overwrite a newer one.
    A restarted service counts from 0 again, so a later time also counts as newer. */
function newer(held: Payload | null | undefined, next: Payload): boolean {
  return !held || next.seq > held.seq || Date.parse(next.ts) > Date.parse(held.ts);
}

function put<T extends Payload>(held: Readonly<Record<string, T>>, id: string, next: Payload): Readonly<Record<string, T>> {
  return newer(held[id], next) ? { ...held, [id]: next as T } : held;
}

function placed(board: Board, path: string[], payload: Payload): Board {
  const [kind, id] = [path[0], path[1] ?? ""];
  switch (kind) {
    case "state":
      // The last will carries the time of connecting: it is older than what it follows and still true.
      return { ...board, state: payload as State };
    case "summary":
      return newer(board.summary, payload) ? { ...board, summary: payload as Summary } : board;
    case "asr":
      return newer(board.asr, payload) ? { ...board, asr: payload as AsrStatus } : board;
    case "queue":
      return { ...board, queues: put(board.queues, id, payload) };
    case "operator":
      return { ...board, operators: put(board.operators, id, payload) };
    case "alert":
      return { ...board, alerts: put(board.alerts, id, payload) };
    case "forecast":
      return newer(board.forecast, payload) ? { ...board, forecast: payload as ForecastView } : board;
    case "missed":
      return newer(board.missed, payload) ? { ...board, missed: payload as MissedStatus } : board;
    case "session":
      return { ...board, sessions: put(board.sessions, id, payload) };
    default:
      return board;
  }
}

function without<T>(held: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(held).filter(([key]) => key !== id));
}

function cleared(board: Board, path: string[]): Board {
  const [kind, id] = [path[0], path[1] ?? ""];
  switch (kind) {
    case "queue":
      return { ...board, queues: without(board.queues, id) };
    case "operator":
      return { ...board, operators: without(board.operators, id) };
    case "alert":
      return { ...board, alerts: without(board.alerts, id) };
    case "forecast":
      return { ...board, forecast: null };
    case "missed":
      return { ...board, missed: null };
    case "session":
      return { ...board, sessions: without(board.sessions, id) };
    case "state":
      return { ...board, state: null };
    default:
      return board;
  }
}
