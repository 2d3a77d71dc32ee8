/** The desk's keyboard map. One table: it decides what a key does and it is what `?` shows. */

import { meant, type Binding, type Match, type Press } from "../components/keyboard";

export type Action =
  | "ready" | "break" | "out" | "hold" | "transfer" | "hangup" | "jump" | "kind" | "prev" | "next"
  | "consult" | "join" | "complete" | "drop" | "emergency" | "to_show" | "hard" | "assist" | "more"
  | "play" | "mine" | "theirs" | "register" | "void" | "recent" | "knowledge" | "missed" | "diary" | "call_out" | "join_burst" | "inbox" | "help" | "language" | "judge" | "close";

const DIGITS = ["Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Digit6"] as const;

export const BINDINGS: readonly Binding<Action>[] = [
  { action: "ready", caps: "F2", says: "key_ready", codes: ["F2"] },
  { action: "break", caps: "F4", says: "key_break", codes: ["F4"] },
  { action: "out", caps: "Shift+F4", says: "key_out", codes: ["F4"], shift: true },
  { action: "jump", caps: "F6", says: "key_jump", codes: ["F6"] },
  { action: "consult", caps: "F3", says: "key_consult", codes: ["F3"] },
  { action: "join", caps: "Shift+F3", says: "key_join", codes: ["F3"], shift: true },
  { action: "complete", caps: "Shift+F8", says: "key_complete", codes: ["F8"], shift: true },
  { action: "drop", caps: "Shift+F9", says: "key_drop", codes: ["F9"], shift: true },
  { action: "emergency", caps: "Alt+E", says: "key_emergency", codes: ["KeyE"], alt: true },
  { action: "to_show", caps: "Alt+A", says: "key_to_show", codes: ["KeyA"], alt: true },
  { action: "hard", caps: "Alt+H", says: "key_hard", codes: ["KeyH"], alt: true },
  { action: "assist", caps: "Alt+S", says: "key_assist", codes: ["KeyS"], alt: true },
  { action: "more", caps: "Alt+W", says: "key_more", codes: ["KeyW"], alt: true },
  { action: "hold", caps: "F7", says: "key_hold", codes: ["F7"] },
  { action: "transfer", caps: "F8", says: "key_transfer", codes: ["F8"] },
  { action: "hangup", caps: "F9", says: "key_hangup", codes: ["F9"] },
  { action: "kind", caps: "Alt+1…6", says: "key_kind", codes: DIGITS, alt: true },
  { action: "next", caps: "Alt+↓", says: "key_next", codes: ["ArrowDown"], alt: true },
  { action: "prev", caps: "Alt+↑", says: "key_prev", codes: ["ArrowUp"], alt: true },
  { action: "play", caps: "Alt+P", says: "key_play", codes: ["KeyP"], alt: true },
  { action: "mine", caps: "Alt+M", says: "key_mine", codes: ["KeyM"], alt: true },
  { action: "theirs", caps: "Alt+N", says: "key_theirs", codes: ["KeyN"], alt: true },
  { action: "register", caps: "Ctrl+Enter", says: "key_register", codes: ["Enter", "NumpadEnter"], ctrl: true },
  { action: "judge", caps: "Alt+C", says: "key_judge", codes: ["KeyC"], alt: true },
  { action: "void", caps: "Alt+X", says: "key_void", codes: ["KeyX"], alt: true },
  { action: "recent", caps: "Alt+R", says: "key_recent", codes: ["KeyR"], alt: true },
  { action: "knowledge", caps: "Alt+K", says: "key_knowledge", codes: ["KeyK"], alt: true },
  { action: "missed", caps: "Alt+B", says: "key_missed", codes: ["KeyB"], alt: true },
  { action: "diary", caps: "Alt+J", says: "key_diary", codes: ["KeyJ"], alt: true },
  { action: "call_out", caps: "Alt+U", says: "key_call_out", codes: ["KeyU"], alt: true },
  { action: "join_burst", caps: "Alt+G", says: "key_join_burst", codes: ["KeyG"], alt: true },
  { action: "inbox", caps: "Alt+I", says: "key_inbox", codes: ["KeyI"], alt: true },
  { action: "language", caps: "Alt+L", says: "key_language", codes: ["KeyL"], alt: true },
  { action: "help", caps: "F1", says: "key_help", codes: ["F1"] },
  { action: "help", caps: "?", says: "key_help", codes: [], sign: /^[?\uff1f]$/, outside: true },
  { action: "close", caps: "Esc", says: "key_close", codes: ["Escape"] },
];

/** What a key press means, or null; the digit is 1 to 6 for `kind`. `typing`: the focus is in a text field. */
export function matched(press: Press, typing: boolean): Match<Action> | null {
  return meant(BINDINGS, press, typing);
}
