/** What the service has told this desk: a fold over the messages of /ws/desk. Pure. */

import { heardAgain } from "../components/second";
import type { Burst, DeskCall, DeskMessage, InboxCounts, Operator, Queue, Role, Ticket, Utterance } from "../api";

export interface World {
  readonly operator: Operator | null;
  readonly call: DeskCall | null;
  readonly queues: readonly Queue[];
  readonly bursts: readonly Burst[];
  /** How much waits in the shared inbox; null until it was told. */
  readonly inbox: InboxCounts | null;
  /** Tickets by the call they came from: one call, one ticket. */
  readonly tickets: Readonly<Record<string, Ticket>>;
  /** Words of the live call that may still change. */
  readonly partials: Readonly<Record<Role, string>>;
}

const SILENCE: Record<Role, string> = { caller: "", operator: "", guest: "" };

export const EMPTY_WORLD: World = { operator: null, call: null, queues: [], bursts: [], inbox: null, tickets: {}, partials: SILENCE };

/** The world after `message`. */
export function heard(world: World, message: DeskMessage): World {
  switch (message.type) {
    case "snapshot":
      return {
        operator: message.operator,
        call: sameCall(world.call, message.call),
        queues: message.queues,
        bursts: message.bursts,
        inbox: message.inbox ?? null,
        tickets: byCall(message.ticket ? [...message.recent, message.ticket] : message.recent),
        partials: SILENCE,
      };
    case "operator":
      return { ...world, operator: message.operator };
    case "queues":
      return { ...world, queues: message.queues };
    case "bursts":
      return { ...world, bursts: message.bursts };
    case "inbox":
      return { ...world, inbox: message.inbox };
    case "call":
      return { ...world, call: sameCall(world.call, message.call), partials: kept(world, message.call) };
    case "ticket":
      return message.ticket ? told(world, message.ticket) : world;
    case "partial":
      if (world.call?.call_id !== message.call_id) return world;
      return { ...world, partials: { ...world.partials, [message.role]: message.text } };
    case "final":
      return spoken(world, message.call_id, message.utterance);
    case "notice":
      return world;
  }
}

/** An answer and the live link may overtake each other: the higher version counts. */
function told(world: World, ticket: Ticket): World {
  const held = world.tickets[ticket.call_id];
  if (held && held.version > ticket.version) return world;
  return { ...world, tickets: { ...world.tickets, [ticket.call_id]: ticket } };
}

function byCall(tickets: readonly Ticket[]): Record<string, Ticket> {
  return Object.fromEntries(tickets.map((ticket) => [ticket.call_id, ticket]));
}

/** The same call told again must not lose words heard since it was written down. */
function sameCall(held: DeskCall | null, next: DeskCall | null): DeskCall | null {
  if (!held || !next || held.call_id !== next.call_id) return next;
  return { ...next, transcript: joined(held.transcript, next.transcript) };
}

function kept(world: World, next: DeskCall | null): Readonly<Record<Role, string>> {
  return next && world.call?.call_id === next.call_id && next.state !== "wrap_up" ? world.partials : SILENCE;
}

function spoken(world: World, callId: string, utterance: Utterance): World {
  const ticket = world.tickets[callId];
  const tickets = ticket && !heardAgain(ticket.transcript)
    ? { ...world.tickets, [callId]: { ...ticket, transcript: joined(ticket.transcript, [utterance]) } }
    : world.tickets;
  if (world.call?.call_id !== callId) return { ...world, tickets };
  const call = { ...world.call, transcript: joined(world.call.transcript, [utterance]) };
  return { ...world, tickets, call, partials: { ...world.partials, [utterance.role]: "" } };
}

/** Both lists as one, by time, each utterance once (the later telling counts). */
export function joined(first: readonly Utterance[], second: readonly Utterance[]): Utterance[] {
  const all = new Map([...first, ...second].map((utterance) => [utterance.utterance_id, utterance]));
  return [...all.values()].sort((a, b) => a.start_ms - b.start_ms);
}

/** Everything said in a call, live or from its ticket. */
export function transcriptOf(world: World, callId: string): Utterance[] {
  const live = world.call?.call_id === callId ? world.call.transcript : [];
  if (heardAgain(world.tickets[callId]?.transcript ?? [])) return [...(world.tickets[callId]?.transcript ?? [])];
  return joined(world.tickets[callId]?.transcript ?? [], live);
}

/** Drafts that still want registering, newest first. The one being talked about is not waiting for anybody. */
export function drafts(world: World): Ticket[] {
  const running = world.call && world.call.state !== "wrap_up" ? world.call.call_id : null;
  return Object.values(world.tickets)
    .filter((ticket) => ticket.status === "draft" && ticket.call_id !== running)
    .sort((a, b) => b.created_at.localeCompare(a.created_at));
}

/** Whose ticket belongs to the call at the phone: its own, or of a call about a ticket that one; null: none to show. */
export function followed(world: World): string | null {
  const { call } = world;
  if (call === null) return null;
  if (call.purpose !== "duty" && call.purpose !== "revisit") return call.call_id;
  return Object.values(world.tickets).find((one) => one.ticket_id === call.reference)?.call_id ?? null;
}
