/** `v-fit`: text as large as its box allows. It wraps, then shrinks, until all of it can be read. */

import type { Directive } from "vue";

const SIZES = [1, 0.9, 0.82, 0.75, 0.68, 0.61, 0.54, 0.47, 0.4]; // of the size the box is styled with
const done = new WeakMap<HTMLElement, string>();
const watched = new WeakMap<HTMLElement, ResizeObserver>();

/** By the lines of the text, not by what a font reserves above and below its signs. */
function fits(box: HTMLElement): boolean {
  const text = box.firstElementChild as HTMLElement;
  return text.offsetHeight <= box.clientHeight && text.scrollWidth <= box.clientWidth;
}

function fit(box: HTMLElement): void {
  const seen = `${box.textContent} ${box.clientWidth} ${box.clientHeight}`;
  if (done.get(box) === seen) return;
  for (const size of SIZES) {
    box.style.setProperty("--fit", String(size));
    if (fits(box)) break;
  }
  done.set(box, seen);
}

/** The box has one element in it, a height of its own, and `font-size: calc(… * var(--fit, 1))`. */
export const vFit: Directive<HTMLElement> = {
  mounted(box) {
    const observer = new ResizeObserver(() => fit(box));
    observer.observe(box);
    watched.set(box, observer);
  },
  updated: fit,
  unmounted: (box) => watched.get(box)?.disconnect(),
};
