/** A form of a page that survives a reload: what is typed and not given yet is there again, for whoever typed it. */

import { ref, watch, type Ref } from "vue";
import { signedIn } from "./session";
import { changed, Keeping } from "./typed";

type Value = string | number | boolean;
export interface TypedForm {
  /** Something typed earlier is back. */
  readonly back: Ref<boolean>;
  /** Throw it away and begin as the form began. */
  anew(): void;
  /** It was given: nothing of it needs to be kept. */
  given(): void;
}

/** `place`: names the form among all of this tab. `form`: reactive, and filled with what was kept at once. */
export function useTyped(place: string, form: Record<string, Value>): TypedForm {
  let begun = { ...form };
  const keeping = new Keeping(signedIn(), "form", place);
  const kept = keeping.kept();
  const back = ref(kept !== null);
  Object.assign(form, kept?.texts, kept?.flags);
  const now = (): Record<string, Value> => changed(form, begun);
  // A select fits its choices into the form before anybody touched it: only what differs from the beginning counts.
  watch(form, () => keeping.keep({ texts: now(), flags: {} }), { flush: "sync", deep: true });
  return {
    back,
    anew() {
      Object.assign(form, begun);
      back.value = false;
    },
    given() {
      begun = { ...form };
      back.value = false;
      keeping.drop();
    },
  };
}
