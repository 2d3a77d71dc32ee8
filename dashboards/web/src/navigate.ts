/** Going to the sign-in page and back again. */

import { call } from "./api";
import { dropAllTyped } from "./typed";

/** Only a path on this very host may follow a sign-in: no other site, no `//host`, no `/\host`. */
export function safeNext(next: string | null, fallback = "/desk"): string {
  return next !== null && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) && !next.startsWith("/login") ? next : fallback;
}

export function toLogin(): void {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/** End the session here, whatever the service says to it. Nothing typed stays behind. */
export async function signOut(): Promise<void> {
  await call("DELETE", "/session").catch(() => undefined);
  dropAllTyped();
  location.assign("/login");
}
