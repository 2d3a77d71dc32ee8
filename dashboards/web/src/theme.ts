/** The meanings a colour can carry, and the theme's values for code that draws by itself (charts). */

export type Tone = "good" | "warn" | "bad" | "info" | "talk" | "hold" | "rest" | "off";

/** The theme's value of one custom property, such as `--text`. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Size of 1rem in CSS pixels: the wall scales by it, and a canvas has to follow. */
export function remPx(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}
