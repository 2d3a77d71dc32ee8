/** What a studio screen knows and does: the board as it was told last, and presses that reach the service once. */

import { computed, onMounted, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from "vue";
import { ApiError, call, type Me } from "../api";
import { ServerClock, useNow } from "../clock";
import { inWords } from "../failures";
import { toLogin } from "../navigate";
import { whoAmI } from "../session";
import { t } from "../strings";
import type { Entry, Picture, Show, ShowMessage, View } from "./model";
import { Presses } from "./presses";
import { refusal } from "./refusals";
import { ShowSocket } from "./socket";

const SAID_FOR_MS = 6_000;

export interface Said {
  readonly text: string;
  readonly tone: "info" | "bad";
}

export interface StudioScreen {
  readonly me: ShallowRef<Me | null>;
  readonly picture: ShallowRef<Picture | null>;
  readonly show: ComputedRef<Show | null>;
  readonly linked: Ref<boolean>;
  readonly refused: Ref<boolean>;
  readonly now: Ref<number>;
  readonly said: ShallowRef<Said | null>;
  readonly roles: ComputedRef<readonly string[]>;
  /** A press about the whole show; true when it was done. A service that is away is waited for as long as `patience_ms`. */
  press(path: string, body?: Record<string, unknown>, patience_ms?: number): Promise<boolean>;
  /** A press about one entry; it names the state this screen shows. */
  pressOn(entry: Entry, path: string, body?: Record<string, unknown>, patience_ms?: number): Promise<boolean>;
  open(body: Record<string, unknown>): Promise<boolean>;
  tell(text: string, tone?: Said["tone"]): void;
  /** Hear what else comes over the link: words, forms. */
  hear(listener: (message: ShowMessage) => void): void;
  signOut(): Promise<void>;
}

/** A word made anew for each press: a request that is repeated is the same press. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The service's refusal in the words of the studio. */
export function whyNot(error: unknown): string {
  const known = error instanceof ApiError ? refusal(error.message) : null;
  return known ? t(known.key, known.values) : t("failed", { why: inWords(error) });
}

export function useShow(view: View): StudioScreen {
  const me = shallowRef<Me | null>(null);
  const picture = shallowRef<Picture | null>(null);
  const said = shallowRef<Said | null>(null);
  const [linked, refused] = [ref(false), ref(false)];
  const clock = new ServerClock();
  const listeners: ((message: ShowMessage) => void)[] = [];
  let forget: ReturnType<typeof setTimeout> | undefined;

  function tell(text: string, tone: Said["tone"] = "info"): void {
    said.value = { text, tone };
    clearTimeout(forget);
    forget = setTimeout(() => (said.value = null), SAID_FOR_MS);
  }

  const socket = new ShowSocket(view, {
    message(message) {
      if (message.type === "board") {
        clock.atLeast(message.server_time);
        picture.value = message;
      }
      for (const one of listeners) one(message);
    },
    up: (up) => (linked.value = up),
    failed: () => void begin(false),
  });

  /** Ask who this is; opens the link the first time. */
  async function begin(first: boolean): Promise<void> {
    try {
      me.value = await whoAmI();
      const wanted = view === "producer" ? ["producer"] : ["host", "producer"];
      refused.value = !wanted.some((role) => me.value?.roles.includes(role));
      if (first && !refused.value) socket.start();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return toLogin();
      if (first) setTimeout(() => void begin(true), 2_000);
    }
  }

  const presses = new Presses({
    send: (path, body) => call("POST", path, body),
    now_ms: () => performance.now(),
    pause: (ms) => new Promise((done) => setTimeout(done, ms)),
    waits: () => tell(t("press_waits")),
  });

  async function post(path: string, body: Record<string, unknown>, patience_ms?: number): Promise<boolean> {
    try {
      await presses.press(path, { key: newKey(), ...body }, patience_ms);
      if (said.value?.text === t("press_waits")) said.value = null;
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) toLogin();
      else tell(whyNot(error), "bad");
      return false;
    }
  }

  const show = computed(() => picture.value?.show ?? null);
  const of = (): string => `/shows/${encodeURIComponent(show.value?.show_id ?? "none")}`;

  onMounted(() => void begin(true));
  onScopeDispose(() => {
    socket.stop();
    clearTimeout(forget);
  });
  return {
    me,
    picture,
    show,
    linked,
    refused,
    said,
    now: useNow(clock),
    roles: computed(() => me.value?.roles ?? []),
    press: (path, body = {}, patience_ms) => post(`${of()}/${path}`, body, patience_ms),
    pressOn: (entry, path, body = {}, patience_ms) => post(`${of()}/entries/${encodeURIComponent(entry.entry_id)}/${path}`, { saw: entry.state, ...body }, patience_ms),
    open: (body) => post("/shows", body),
    tell,
    hear: (listener) => void listeners.push(listener),
    async signOut() {
      await call("DELETE", "/session").catch(() => undefined);
      toLogin();
    },
  };
}
