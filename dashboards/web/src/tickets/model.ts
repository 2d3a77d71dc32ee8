/** A ticket at work as the service tells it (docs/http.md), and the commands its own description offers. */

import type { Media } from "../aftershow/closing";
export interface Clock {
  readonly rule_id: string;
  readonly title: string;
  readonly limit: string;
  readonly kind: "duty" | "right" | "extension";
  readonly soft: boolean;
  readonly started_at: string;
  readonly due_at: string | null;
  readonly provisional: boolean;
  readonly paused: boolean;
  readonly card: "" | "yellow" | "missed" | "red";
  readonly stopped_at: string | null;
  readonly met: boolean | null;
}

export interface Item {
  readonly ticket_id: string;
  readonly number: string;
  readonly version: number;
  readonly state: string;
  readonly title: string;
  readonly place: string;
  readonly kind: string;
  readonly topic: string;
  readonly area: string;
  readonly priority: string;
  readonly source: string;
  readonly owner: string;
  readonly unit: string;
  readonly unit_name: string;
  readonly person: string;
  readonly caller_number: string;
  readonly confidential: boolean;
  readonly unreachable: boolean;
  readonly anonymous: boolean;
  readonly restricted: boolean;
  readonly asking: "" | "return" | "extension" | "hard_case" | "pause" | "answer";
  readonly rung: string;
  readonly main: string;
  readonly repeats: number;
  readonly returns: number;
  readonly urged: number;
  readonly held_again: number;
  readonly tries: number;
  readonly flags: string;
  readonly grade: string;
  readonly closing: string;
  readonly accepted_at: string;
  readonly due_at: string | null;
  readonly due_rule: string;
  readonly card: Clock["card"];
  readonly clocks: readonly Clock[];
}

export type Value = string | number | boolean | readonly string[];

export interface Step {
  readonly at: string;
  readonly kind: string;
  readonly by: string;
  readonly about: Readonly<Record<string, Value>>;
}

/** What was said on air about the matter. */
export interface Air {
  readonly answer: "answered" | "promised" | "taken";
  readonly text: string;
  readonly at: string | null;
}

export interface TicketPromise {
  readonly promise_id: string;
  readonly text: string;
  readonly due: string;
  readonly open: boolean;
  readonly kept: boolean;
}

export interface ReplyFlag {
  readonly flag: "differs" | "copied";
  readonly doubts: readonly string[];
  readonly note: string;
}

export interface Detail extends Item {
  readonly air: Air | null;
  readonly promises: readonly TicketPromise[];
  readonly media: Media["steps"];
  readonly reply_flags: readonly ReplyFlag[];
  readonly assisting: readonly string[];
  readonly responsible: string;
  readonly handler: string;
  readonly reply: string;
  readonly signer: string;
  readonly answer: string;
  readonly repeat_ids: readonly string[];
  /** Of the people, sources and units it and its steps name by an id. */
  readonly names: Readonly<Record<string, string>>;
  readonly public_text: string;
  readonly unsolved_why: string;
  /** Numbers of the tickets that steps name. */
  readonly numbers: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  /** Leaders who were in the centre when it was taken. */
  readonly leaders_on_duty: readonly string[];
}

/** An earlier ticket that the open one may repeat. */
export interface Repeat {
  readonly ticket_id: string;
  readonly number: string;
  readonly state: string;
  readonly title: string;
  readonly accepted_at: string;
  readonly reasons: readonly ("same_caller" | "same_place" | "same_topic")[];
}

export interface List {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export const TABS = [
  "to_dispatch", "asked", "with_units", "late", "to_review", "revisit", "unsatisfied", "supervised", "for_show", "flagged", "to_answer", "ended",
] as const;
export type Tab = (typeof TABS)[number];

/** One input of a command, from the service's own description of its body. */
export interface Input {
  readonly name: string;
  readonly kind: "text" | "choice" | "flag" | "list";
  readonly choices: readonly string[];
  readonly needed: boolean;
  /** How a flag stands before anybody touches it: as the service has it, yes where it has to be answered. */
  readonly set?: boolean;
  /** What a choice begins with. */
  readonly begins?: string;
}

export interface Command {
  readonly path: string;
  readonly roles: readonly string[];
  readonly inputs: readonly Input[];
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Operation {
  readonly "x-roles"?: readonly string[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: Schema } } };
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, { readonly post?: Operation }>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const COMMAND = /^\/api\/v1\/tickets\/\{ticket_id\}\/([a-z-]+)$/;

const OTHERS = ["register", "void", "attachments", "call-outs"];

/** Every command the service describes, by path. Those of drafts and files are other screens'. */
export function commandsOf(api: OpenApi): Map<string, Command> {
  const found = new Map<string, Command>();
  for (const [path, { post }] of Object.entries(api.paths)) {
    const name = COMMAND.exec(path)?.[1];
    const body = post?.requestBody?.content["application/json"].schema;
    if (name === undefined || body === undefined || OTHERS.includes(name)) continue;
    found.set(name, { path: name, roles: post?.["x-roles"] ?? [], inputs: inputsOf(api, resolved(api, body)) });
  }
  return found;
}

function inputsOf(api: OpenApi, schema: Schema): Input[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== "version")
    .map(([name, raw]) => {
      const one = resolved(api, raw);
      const needed = schema.required?.includes(name) ?? false;
      const kind = one.enum ? "choice" : one.type === "boolean" ? "flag" : one.type === "array" ? "list" : "text";
      const input: Input = { name, kind, choices: one.enum ?? [], needed };
      if (kind === "flag") return { ...input, set: raw.default !== false };
      return typeof raw.default === "string" && kind === "choice" ? { ...input, begins: raw.default } : input;
    });
}

function resolved(api: OpenApi, schema: Schema): Schema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : (api.components.schemas[name] ?? {});
}

/** In which states a command makes sense: what else is offered would only be refused. No entry: in every open state. */
const WITH_UNIT = ["dispatched", "signed", "in_hand", "paused", "second_hold"];
const OPEN = ["registered", ...WITH_UNIT, "return_asked", "hard_asked", "in_review", "revisit", "unsatisfied", "reopened", "merged"];
export const STATES: Readonly<Record<string, readonly string[]>> = {
  reclassify: ["registered", ...WITH_UNIT, "return_asked", "reopened"],
  correct: OPEN,
  refuse: ["registered"],
  answer: ["registered", "reopened"],
  "answer-from-register": ["registered", "reopened"],
  merge: ["registered", "dispatched", "signed", "in_hand"],
  part: ["merged"],
  dispatch: ["registered", "reopened"],
  "uphold-return": ["return_asked"],
  "deny-return": ["return_asked"],
  sign: ["dispatched"],
  "name-handlers": ["signed", "in_hand"],
  contact: ["signed", "in_hand", "second_hold"],
  "reach-site": ["signed", "in_hand"],
  pause: ["signed", "in_hand", "second_hold"],
  "go-on": ["paused"],
  "ask-extension": ["signed", "in_hand", "second_hold"],
  "grant-extension": ["signed", "in_hand", "second_hold", "paused"],
  "prolong-pause": ["paused"],
  "deny-extension": [...WITH_UNIT],
  "ask-return": ["dispatched", "signed", "in_hand"],
  assist: [...WITH_UNIT],
  reply: ["signed", "in_hand", "second_hold"],
  "ask-hard-case": ["signed", "in_hand"],
  "file-hard-case": ["hard_asked"],
  "deny-hard-case": ["hard_asked"],
  pass: ["in_review"],
  "hold-again": ["in_review"],
  revisit: ["revisit"],
  "end-revisit": ["revisit"],
  reopen: ["closed", "unsatisfied", "not_accepted"],
  "strike-off": ["unsatisfied"],
  urge: [...WITH_UNIT],
  escalate: ["registered", ...WITH_UNIT, "return_asked", "hard_asked", "in_review", "revisit", "unsatisfied", "reopened"],
  instruct: [...OPEN, "closed"],
};
const ASKED: Readonly<Record<string, Item["asking"]>> = { "grant-extension": "extension", "deny-extension": "extension", "prolong-pause": "pause" };
/** The ones that move a ticket on stand first. */
const FIRST = ["check-reply", "dispatch", "sign", "reply", "pass", "revisit", "strike-off", "uphold-return", "deny-return", "file-hard-case", "go-on", "grant-extension", "contact"];

/** `absent`: commands that the city does without. */
export function offered(commands: Map<string, Command>, ticket: Item, roles: readonly string[], absent: readonly string[] = []): Command[] {
  const rank = (one: Command): number => (FIRST.indexOf(one.path) + FIRST.length + 1) % (FIRST.length + 1);
  return [...commands.values()]
    .filter((one) => one.roles.some((role) => roles.includes(role)))
    .filter((one) => (STATES[one.path] ?? OPEN).includes(ticket.state))
    .filter((one) => one.path !== "hand-on" || ticket.source === "show")
    .filter((one) => !absent.includes(one.path))
    .filter((one) => one.path !== "check-reply" || ticket.flags !== "")
    .filter((one) => ASKED[one.path] === undefined || ASKED[one.path] === ticket.asking)
    .sort((a, b) => rank(a) - rank(b));
}
