/** Care for a screen that shows the same picture for years: a small drift against burn-in, no sleep, no idle pointer. */

import { onMounted, onUnmounted, ref, type Ref } from "vue";

/** Steps of the drift in CSS pixels; one a minute, so that no edge stands on the same pixels for long. */
const DRIFT: readonly (readonly [number, number])[] = [
  [0, 0], [3, 0], [5, 2], [3, 4], [0, 5], [-3, 4], [-5, 2], [-3, 0], [-5, -2], [-3, -4], [0, -5], [3, -4], [5, -2],
];
const STEP_MS = 60_000;
const POINTER_REST_MS = 4_000;

/** The CSS transform of the drift. */
export function useScreenCare(): Ref<string> {
  const shift = ref("none");
  let step = 0;
  const drift = setInterval(() => {
    step = (step + 1) % DRIFT.length;
    const [x, y] = DRIFT[step] ?? [0, 0];
    shift.value = step === 0 ? "none" : `translate(${x}px, ${y}px)`;
  }, STEP_MS);
  const wake = (): void => void awake();
  onMounted(() => {
    wake();
    restPointer();
    document.addEventListener("visibilitychange", wake);
    document.addEventListener("pointermove", restPointer);
  });
  onUnmounted(() => {
    clearInterval(drift);
    document.removeEventListener("visibilitychange", wake);
    document.removeEventListener("pointermove", restPointer);
  });
  return shift;
}

/** Ask the system not to sleep. Only https and localhost may; elsewhere the PC's own settings have to do it. */
async function awake(): Promise<void> {
  if (document.hidden || !("wakeLock" in navigator)) return;
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // Refused (battery, policy): the wall works all the same.
  }
}

let resting: ReturnType<typeof setTimeout> | undefined;

function restPointer(): void {
  clearTimeout(resting);
  document.body.style.cursor = "";
  resting = setTimeout(() => (document.body.style.cursor = "none"), POINTER_REST_MS);
}
