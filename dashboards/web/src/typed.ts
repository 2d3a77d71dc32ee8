/** What is typed into a command and not given yet: kept for this tab, through a reload, a new sign-in or a slip of the hand. */

const PREFIX = "callcenter.typed.";

/** Only what differs from how the form began: what others changed meanwhile is not put back. */
export interface Typed {
  readonly texts: Readonly<Record<string, string | number | boolean>>;
  readonly flags: Readonly<Record<string, boolean>>;
}

/** What of `now` differs from `begun`. */
export function changed<T>(now: Readonly<Record<string, T>>, begun: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== begun[name]));
}

/** One command of one ticket, as one person writes it: nobody who signs in later is shown another's words. */
export class Keeping {
  private readonly key: string;

  constructor(who: string, ticketId: string, path: string) {
    this.key = `${PREFIX}${JSON.stringify([who, ticketId, path])}`;
  }

  kept(): Typed | null {
    const held = sessionStorage.getItem(this.key);
    return held === null ? null : (JSON.parse(held) as Typed);
  }

  keep(typed: Typed): void {
    const empty = Object.keys(typed.texts).length + Object.keys(typed.flags).length === 0;
    empty ? this.drop() : sessionStorage.setItem(this.key, JSON.stringify(typed));
  }

  drop(): void {
    sessionStorage.removeItem(this.key);
  }
}

/** Nothing typed stays behind when somebody signs out. */
export function dropAllTyped(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}
