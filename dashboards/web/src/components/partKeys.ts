/** Alt and a digit open a part of a page, as its tabs say; Alt+L changes the language. */

import { onMounted, onUnmounted, watch } from "vue";
import { otherLanguage } from "../strings";

/** `parts`: those whoever looks may open, in the order of the tabs. `more`: the page's other keys with Alt; true when it was one. */
export function usePartKeys<P extends string>(parts: () => readonly P[], open: (part: P) => unknown, more?: (event: KeyboardEvent) => boolean): void {
  /** A part asked for before it was known which ones this person has: opened once it is there. */
  let early = 0;
  watch(parts, (known) => {
    const part = early > 0 ? known[early - 1] : undefined;
    if (part === undefined) return;
    early = 0;
    void open(part);
  });
  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || !event.altKey) return;
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
    const part = digit === undefined ? undefined : parts()[Number(digit) - 1];
    if (digit !== undefined) early = part === undefined ? Number(digit) : 0;
    if (part !== undefined) void open(part);
    else if (event.code === "KeyL") otherLanguage();
    else if (!more?.(event) && digit === undefined) return;
    event.preventDefault();
  }
  onMounted(() => window.addEventListener("keydown", onKey));
  onUnmounted(() => window.removeEventListener("keydown", onKey));
}
