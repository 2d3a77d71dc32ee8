/** Choosing several units by name: what is chosen, what is still being typed, what fits it. Pure. */

export interface Chosen {
  readonly names: readonly string[];
  /** Typed and not (yet) a unit. */
  readonly rest: string;
}

const PARTED = /[\n、，,;；]+/;
const MOST_OFFERED = 8;

const parts = (text: string): string[] => text.split(PARTED).map((one) => one.trim()).filter((one) => one !== "");

/** Text with names on lines, as it is kept; the ones that are no unit go on being typed. */
export function read(text: string, known: readonly string[]): Chosen {
  const all = parts(text);
  return { names: [...new Set(all.filter((one) => known.includes(one)))], rest: all.filter((one) => !known.includes(one)).join("、") };
}

/** The other way round. */
export function written({ names, rest }: Chosen): string {
  return [...names, ...parts(rest)].join("\n");
}

/** What is typed becomes chosen: names that are units, or the only unit it can mean. The rest stays to be mended. */
export function taken({ names, rest }: Chosen, known: readonly string[]): Chosen {
  const [found, left]: [string[], string[]] = [[...names], []];
  for (const one of parts(rest)) {
    const fits = offered(one, known, []);
    const meant = known.includes(one) ? one : fits.length === 1 ? fits[0] : undefined;
    if (meant === undefined) left.push(one);
    else if (!found.includes(meant)) found.push(meant);
  }
  return { names: found, rest: left.join("、") };
}

/** Units that fit what is typed, those that begin with it first; none of the ones chosen. */
export function offered(rest: string, known: readonly string[], without: readonly string[]): string[] {
  const typed = rest.trim();
  if (typed === "") return [];
  const fits = known.filter((one) => one.includes(typed) && !without.includes(one));
  return fits.sort((a, b) => a.indexOf(typed) - b.indexOf(typed)).slice(0, MOST_OFFERED);
}

/** Names in a list of lines that are no unit. */
export const unknown = (text: string, known: readonly string[]): string[] => parts(text).filter((one) => !known.includes(one));
