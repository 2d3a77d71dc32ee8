/** Carries the operator's edits to the service: after a pause in typing, one request at a time, again after a failure. */

import { ApiError, type FieldName, type Ticket } from "../api";
import { adopted, answered, firstConflict, isDirty, pending, sending, type Form } from "./form";

/** The tickets of the service, as far as the form needs them. */
export interface Tickets {
  get(ticketId: string): Promise<Ticket>;
  patch(ticketId: string, version: number, fields: Partial<Record<FieldName, string>>): Promise<Ticket>;
}

export type SaveState =
  | { readonly kind: "saved" | "unsaved" | "saving" | "conflict" }
  | { readonly kind: "failed"; readonly error: unknown };

/** Owned by the desk: where the form lives and who wants to know. */
export interface Keeper {
  form(): Form;
  change(form: Form): void;
  state(state: SaveState): void;
  /** The ticket had changed meanwhile; the form has it now. */
  reloaded(ticket: Ticket): void;
}

const PAUSE_MS = 700;
const RETRY_MS = 3_000;
/** Another writer that changes the ticket faster than we can save is given up on; the next edit tries again. */
const MOST_RELOADS = 5;

export class Saver {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<boolean> | null = null;

  constructor(
    private readonly tickets: Tickets,
    private readonly keeper: Keeper,
  ) {}

  /** Something was typed: save after a pause. */
  touch(pause_ms = PAUSE_MS): void {
    this.keeper.state({ kind: "unsaved" });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), pause_ms);
  }

  /** Save now. True when nothing typed is left unsaved. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    this.running = this.run();
    try {
      return await this.running;
    } finally {
      this.running = null;
    }
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async run(): Promise<boolean> {
    for (let reloads = 0; reloads < MOST_RELOADS; ) {
      const form = this.keeper.form();
      const fields = pending(form);
      if (form.ticketId === null || Object.keys(fields).length === 0) return this.settled(form);
      this.keeper.state({ kind: "saving" });
      try {
        await this.send(form.ticketId, form.version, fields);
      } catch (error) {
        this.keeper.change(answered(this.keeper.form()));
        if (!(error instanceof ApiError) || error.status !== 412) return this.failed(error);
        if (!(await this.reload(form.ticketId))) return false;
        reloads += 1;
      }
    }
    return this.settled(this.keeper.form());
  }

  private settled(form: Form): boolean {
    const kind = firstConflict(form) ? "conflict" : isDirty(form) ? "unsaved" : "saved";
    this.keeper.state({ kind });
    return kind === "saved";
  }

  private async send(ticketId: string, version: number, fields: Partial<Record<FieldName, string>>): Promise<void> {
    this.keeper.change(sending(this.keeper.form(), fields));
    const ticket = await this.tickets.patch(ticketId, version, fields);
    this.keeper.change(answered(adopted(this.keeper.form(), ticket)));
  }

  private async reload(ticketId: string): Promise<boolean> {
    try {
      const ticket = await this.tickets.get(ticketId);
      this.keeper.change(adopted(this.keeper.form(), ticket));
      this.keeper.reloaded(ticket);
      return true;
    } catch (error) {
      return this.failed(error);
    }
  }

  private failed(error: unknown): boolean {
    this.keeper.state({ kind: "failed", error });
    const passing = error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
    if (passing) this.timer = setTimeout(() => void this.flush(), RETRY_MS);
    return false;
  }
}
