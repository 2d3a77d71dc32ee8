/** Who this wall is: a signed-in person's cookie, or the wall's own token from its address. */

import { ApiError, call, type Me } from "../api";
import { takeUp, whoAmI } from "../session";

const KEPT = "callcenter.wall_token";

/** The token given as `?token=`; taken out of the address bar and kept for this tab, so that a reload or a new session works. */
function token(): string | null {
  const address = new URL(location.href);
  const given = address.searchParams.get("token");
  if (given) {
    sessionStorage.setItem(KEPT, given);
    address.searchParams.delete("token");
    history.replaceState(null, "", address);
  }
  return sessionStorage.getItem(KEPT);
}

/** The session of this wall. Throws ApiError 401 when there is neither session nor a good token. */
export async function session(): Promise<Me> {
  const own = token();
  try {
    return await whoAmI();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401 || own === null) throw error;
    return takeUp(await call<Me>("POST", "/session", { token: own }));
  }
}

/** A token that was refused is of no more use. */
export function forgetToken(): boolean {
  const had = sessionStorage.getItem(KEPT) !== null;
  sessionStorage.removeItem(KEPT);
  return had;
}
