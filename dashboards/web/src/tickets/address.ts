/** The ticket desk's own address: it names the tab and the ticket that are open, so that a reload finds them again. */

const params = (): URLSearchParams => new URLSearchParams(location.search);

export const asked = (name: string): string => params().get(name) ?? "";

/** Put these into the address, "" takes one out; all others stay. */
export function address(changed: Readonly<Record<string, string>>): void {
  const query = params();
  for (const [name, value] of Object.entries(changed)) value === "" ? query.delete(name) : query.set(name, value);
  const text = query.toString();
  history.replaceState(null, "", text ? `${location.pathname}?${text}` : location.pathname);
}
