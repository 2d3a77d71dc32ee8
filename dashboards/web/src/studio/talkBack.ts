/** What a talk-back is told as: where it is, and when nothing is heard, what was tried and what to do. Pure. */

import type { TalkBack } from "../show/model";
import type { Key } from "../strings";
import type { Tone } from "../theme";

const WHY: Record<string, Key> = {
  unreachable: "talk_gone",
  no_answer: "talk_no_answer",
  declined: "talk_declined",
  busy: "talk_busy",
  mixer: "talk_mixer",
};

export interface Told {
  readonly text: Key;
  readonly tone: Tone;
}

export function told(now: TalkBack | null): Told | null {
  if (!now || now.state === "over") return null;
  if (now.state === "heard") return { text: "talk_heard", tone: "good" };
  if (now.state === "no_reply") return { text: "talk_no_reply", tone: "bad" };
  if (now.state === "failed") return { text: WHY[now.why] ?? "talk_failed", tone: "bad" };
  return { text: "talk_ringing", tone: "warn" };
}
