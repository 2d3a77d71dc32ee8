/** Keyboard maps: one table a page decides what a key does, and it is what the page shows as its keys. */

import type { Key } from "../strings";

export interface Binding<A extends string> {
  readonly action: A;
  /** As printed on the key caps. */
  readonly caps: string;
  readonly says: Key;
  /** `KeyboardEvent.code`: the place on the keyboard, whatever the layout or input method makes of it. */
  readonly codes: readonly string[];
  /** A printed sign instead of a place: it lies elsewhere on other keyboards. */
  readonly sign?: RegExp;
  readonly ctrl?: true;
  readonly alt?: true;
  readonly shift?: true;
  /** Only while no text is being typed. */
  readonly outside?: true;
}

export type Press = Pick<
  KeyboardEvent,
  "code" | "key" | "ctrlKey" | "altKey" | "shiftKey" | "metaKey" | "isComposing" | "keyCode"
>;

export interface Match<A extends string> {
  readonly action: A;
  /** The digit that was pressed, 0 if it was another key. */
  readonly digit: number;
}

/** keyCode of a key that the input method (pinyin) has taken for itself. */
const TAKEN_BY_INPUT_METHOD = 229;

/** What a key press means by this table, or null. `typing`: the focus is in a text field. */
export function meant<A extends string>(table: readonly Binding<A>[], press: Press, typing: boolean): Match<A> | null {
  // Enter, digits and Esc belong to the input method while a word is being composed.
  if (press.isComposing || press.keyCode === TAKEN_BY_INPUT_METHOD || press.metaKey) return null;
  const binding = table.find((one) => fits(one, press) && !(one.outside && typing));
  return binding ? { action: binding.action, digit: digitOf(press.code) } : null;
}

function digitOf(code: string): number {
  return /^Digit[1-9]$/.test(code) ? Number(code.slice(-1)) : 0;
}

function fits(binding: Binding<string>, press: Press): boolean {
  if (binding.sign) return binding.sign.test(press.key) && !press.ctrlKey && !press.altKey;
  return (
    binding.codes.includes(press.code) &&
    press.ctrlKey === (binding.ctrl ?? false) &&
    press.altKey === (binding.alt ?? false) &&
    press.shiftKey === (binding.shift ?? false)
  );
}
