/** Alt+L on pages that have no other keys of their own. */

import { onMounted, onUnmounted } from "vue";
import { otherLanguage } from "../strings";

function onKey(event: KeyboardEvent): void {
  if (!event.altKey || event.code !== "KeyL" || event.isComposing) return;
  event.preventDefault();
  otherLanguage();
}

export function useLanguageKey(): void {
  onMounted(() => window.addEventListener("keydown", onKey));
  onUnmounted(() => window.removeEventListener("keydown", onKey));
}
