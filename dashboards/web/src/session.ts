/** Who is signed in here, whose city it is and what time the service has. */

import { call, type Me } from "./api";
import { ServerClock } from "./clock";
import { setZone } from "./zone";

/** The service's clock for pages that ask seldom; live pages have one of their own, set by what they hear. */
export const served = new ServerClock();

let off: readonly string[] = [];
/** Addresses of pages that the city does without; none before somebody is known to be signed in. */
export const pagesOff = (): readonly string[] => off;

let who = "";
/** The name of whoever is signed in here; '' before that is known. */
export const signedIn = (): string => who;

/** Take up what an answer about the session says of place and time. */
export function takeUp(me: Me): Me {
  who = me.name;
  off = me.site.pages_off ?? [];
  setZone(me.site.timezone);
  served.set(me.server_time);
  return me;
}

/** Whether the city of whoever is signed in has one of these switched on. */
export const cityHas = (me: Me | null, ...names: readonly string[]): boolean => names.some((one) => !(me?.site.without ?? []).includes(one));

export async function whoAmI(): Promise<Me> {
  return takeUp(await call<Me>("GET", "/session"));
}
