/** Ties the wall together: session, link, board, trend and time. The only owner of the wall's state. */

import { onMounted, onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { ApiError, type Me } from "../api";
import { ServerClock, useNow } from "../clock";
import { toLogin } from "../navigate";
import { t } from "../strings";
import { apply, EMPTY_BOARD, type Board } from "./board";
import { forgetToken, session } from "./session";
import { Source, type Via } from "./source";
import { received, type Trend } from "./trend";

const SESSION_RETRY_MS = 3_000;
/** The session is asked for again now and then: it sets the clock right and keeps a long-lived wall signed in. */
const SESSION_CHECK_MS = 300_000;

export interface Wall {
  readonly me: ShallowRef<Me | null>;
  readonly board: ShallowRef<Board>;
  readonly trend: ShallowRef<Trend>;
  readonly via: Ref<Via>;
  readonly now: Ref<number>;
  readonly problem: Ref<string>;
}

export function useWall(): Wall {
  const clock = new ServerClock();
  const wall = {
    me: shallowRef<Me | null>(null),
    board: shallowRef(EMPTY_BOARD),
    trend: shallowRef<Trend>([]),
    via: ref<Via>("none"),
    now: useNow(clock),
    problem: ref(""),
  };
  const inbox: [string, string][] = [];
  let source: Source | null = null;

  // Messages wait for the next frame: forty operators changing at once are one redraw.
  function empty(): void {
    let board = wall.board.value;
    for (const [topic, text] of inbox.splice(0)) board = apply(board, wall.me.value?.site.id ?? "", topic, text);
    if (board.summary && board.summary !== wall.board.value.summary) {
      wall.trend.value = received(wall.trend.value, board.summary);
      clock.atLeast(Date.parse(board.summary.ts) / 1000);
    }
    wall.board.value = board;
  }

  function message(topic: string, text: string): void {
    // A hidden page gets no frames; a timer runs there too.
    if (inbox.push([topic, text]) === 1) document.hidden ? setTimeout(empty, 250) : requestAnimationFrame(empty);
  }

  function connect(me: Me): void {
    if (source) return;
    source = new Source(me.site.id, { message, via: (via) => (wall.via.value = via), lost: () => void sign(false) });
    source.start();
  }

  async function sign(again: boolean): Promise<void> {
    const asked = performance.now();
    try {
      const me = await session();
      clock.set(me.server_time, (performance.now() - asked) / 1000);
      wall.me.value = me;
      wall.problem.value = "";
      connect(me);
    } catch (error) {
      refused(error, again);
    }
  }

  function refused(error: unknown, again: boolean): void {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) {
      if (!forgetToken()) return toLogin();
      wall.problem.value = t("wall_refused", { why: error.message });
    } else if (again) {
      setTimeout(() => void sign(true), SESSION_RETRY_MS);
    }
  }

  const check = setInterval(() => void sign(false), SESSION_CHECK_MS);
  onMounted(() => void sign(true));
  onScopeDispose(() => {
    clearInterval(check);
    source?.stop();
  });
  return wall;
}
