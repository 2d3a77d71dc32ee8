/** Read something, do something and read again; what went wrong is one sentence. */

import { onMounted, onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { ApiError } from "../api";
import { inWords } from "../failures";
import { served } from "../session";
import { dayOf } from "../zone";

export interface Loaded<T> {
  readonly held: ShallowRef<T | null>;
  readonly problem: Ref<string>;
  act(work: () => Promise<unknown>): Promise<boolean>;
}

/** `every_ms`: read again so often, for what moves by itself; 0 not at all. */
export function useLoaded<T>(read: () => Promise<T>, every_ms = 0): Loaded<T> {
  const held = shallowRef<T | null>(null);
  const problem = ref("");
  let lost = "-"; // what was said of a service that could not be read

  async function act(work: () => Promise<unknown>): Promise<boolean> {
    problem.value = "";
    try {
      await work();
      held.value = await read();
      return true;
    } catch (error) {
      // A file's faults come each on a line, under the name of its field.
      const faults = error instanceof ApiError ? Object.values(error.fields).join("\n") : "";
      problem.value = faults || inWords(error);
      return false;
    }
  }

  /** What was wrong with somebody's own action stays; only a lost service is told here, and that it is back. */
  async function again(): Promise<void> {
    try {
      held.value = await read();
      if (problem.value === lost) problem.value = "";
    } catch (error) {
      lost = inWords(error);
      if (problem.value === "") problem.value = lost;
    }
  }

  onMounted(() => void act(() => Promise.resolve()));
  if (every_ms > 0) {
    const timer = setInterval(() => void again(), every_ms);
    onScopeDispose(() => clearInterval(timer));
  }
  return { held, problem, act };
}

/** Today as the service's clock and the city's zone have it. */
export function today(): string {
  return dayOf(served.now());
}
