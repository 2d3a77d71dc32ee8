/** A page's keys, and the question before what was typed is lost, for as long as the page is there. */

import { onMounted, onUnmounted, type Ref } from "vue";

/** `dirty`: whether something typed is not kept yet. */
export function usePageKeys(onKey: (event: KeyboardEvent) => void, dirty: Readonly<Ref<boolean>>): void {
  function onLeave(event: BeforeUnloadEvent): void {
    if (dirty.value) event.preventDefault();
  }
  onMounted(() => {
    window.addEventListener("keydown", onKey);
    window.addEventListener("beforeunload", onLeave);
  });
  onUnmounted(() => {
    window.removeEventListener("keydown", onKey);
    window.removeEventListener("beforeunload", onLeave);
  });
}
