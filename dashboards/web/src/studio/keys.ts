/** The producer's keyboard map. One table: it decides what a key does and it is what F1 shows. */

import { meant, type Binding, type Match, type Press } from "../components/keyboard";

export type Action =
  | "take" | "ready" | "next" | "top" | "return" | "store" | "keep" | "drop" | "thank" | "answer" | "talk" | "save"
  | "block" | "dump" | "note" | "add" | "air" | "off" | "up" | "down" | "row" | "help" | "language" | "close";

const DIGITS = ["Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Digit6", "Digit7", "Digit8", "Digit9"] as const;

export const BINDINGS: readonly Binding<Action>[] = [
  { action: "take", caps: "F2", says: "act_take", codes: ["F2"] },
  { action: "ready", caps: "F3", says: "act_ready", codes: ["F3"] },
  { action: "next", caps: "F4", says: "act_next", codes: ["F4"] },
  { action: "top", caps: "F6", says: "act_top", codes: ["F6"] },
  { action: "return", caps: "F7", says: "act_return", codes: ["F7"] },
  { action: "store", caps: "F8", says: "act_store", codes: ["F8"] },
  { action: "keep", caps: "Shift+F8", says: "act_keep_long", codes: ["F8"], shift: true },
  { action: "drop", caps: "F9", says: "act_drop", codes: ["F9"] },
  { action: "thank", caps: "Shift+F9", says: "act_thank", codes: ["F9"], shift: true },
  { action: "answer", caps: "Alt+A", says: "act_answer", codes: ["KeyA"], alt: true },
  { action: "talk", caps: "Alt+T", says: "act_talk", codes: ["KeyT"], alt: true },
  { action: "save", caps: "Ctrl+Enter", says: "act_save", codes: ["Enter", "NumpadEnter"], ctrl: true },
  { action: "note", caps: "Alt+M", says: "act_note", codes: ["KeyM"], alt: true },
  { action: "add", caps: "Alt+N", says: "act_add", codes: ["KeyN"], alt: true },
  { action: "block", caps: "Alt+B", says: "studio_block", codes: ["KeyB"], alt: true },
  { action: "dump", caps: "Alt+X", says: "studio_dump", codes: ["KeyX"], alt: true },
  { action: "air", caps: "Alt+O", says: "act_air", codes: ["KeyO"], alt: true },
  { action: "off", caps: "Alt+Q", says: "act_off", codes: ["KeyQ"], alt: true },
  { action: "row", caps: "1…9", says: "studio_pick", codes: DIGITS, outside: true },
  { action: "row", caps: "Alt+1…9", says: "studio_pick", codes: DIGITS, alt: true },
  { action: "up", caps: "↑", says: "studio_move", codes: ["ArrowUp"], outside: true },
  { action: "down", caps: "↓", says: "studio_move", codes: ["ArrowDown"], outside: true },
  { action: "up", caps: "Alt+↑", says: "studio_move", codes: ["ArrowUp"], alt: true },
  { action: "down", caps: "Alt+↓", says: "studio_move", codes: ["ArrowDown"], alt: true },
  { action: "language", caps: "Alt+L", says: "key_language", codes: ["KeyL"], alt: true },
  { action: "help", caps: "F1", says: "key_help", codes: ["F1"] },
  { action: "help", caps: "?", says: "key_help", codes: [], sign: /^[?\uff1f]$/, outside: true },
  { action: "close", caps: "Esc", says: "key_close", codes: ["Escape"] },
];

/** What a key press means, or null; the digit is 1 to 9 for `row`. `typing`: the focus is in a text field. */
export function matched(press: Press, typing: boolean): Match<Action> | null {
  return meant(BINDINGS, press, typing);
}

/** The caps of an action's first key, as buttons show them. */
export function caps(action: Action): string {
  return BINDINGS.find((one) => one.action === action)?.caps ?? "";
}
