/** Asking the service without ifs: what went wrong is one sentence on the page, and an answer of null. */

import type { Ref } from "vue";
import { ApiError } from "./api";
import { inWords } from "./failures";
import { toLogin } from "./navigate";

/** `say`: the sentence, where a page has better words than those everybody has. */
export function guarding(problem: Ref<string>, say: (error: unknown) => string = inWords): <T>(work: () => Promise<T>) => Promise<T | null> {
  return async (work) => {
    try {
      const done = await work();
      problem.value = "";
      return done;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) toLogin();
      problem.value = say(error);
      return null;
    }
  };
}
