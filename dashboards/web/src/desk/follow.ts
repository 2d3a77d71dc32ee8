/** Which call the work area shows when a new one arrives. A person who is typing is never interrupted. */

export interface Work {
  /** The call whose ticket is open, if any. */
  readonly open: string | null;
  /** The call at the phone, if any. */
  readonly live: string | null;
  /** The focus is in one of the form's fields. */
  readonly typing: boolean;
  /** Conflicts wait for a choice. */
  readonly conflicts: boolean;
}

/** The call to show. */
export function follow(work: Work): string | null {
  if (work.live === null || work.open === work.live) return work.open;
  return work.open !== null && (work.typing || work.conflicts) ? work.open : work.live;
}
