/** What is asked for by a key before it is known who looks is done once that is known. */

import { watch } from "vue";

/** `known`: whether it is. The returned function does `act` now, or as soon as it is known. */
export function whenKnown(known: () => boolean, act: () => unknown): () => void {
  let wished = false;
  watch(known, (now) => {
    if (!now || !wished) return;
    wished = false;
    void act();
  });
  return () => {
    wished = !known();
    if (!wished) void act();
  };
}
