/** The language of the screen: every word on it comes through `t`. */

import { ref } from "vue";
import { LINKS } from "../components/pages";
import { en } from "./en";
import { zh } from "./zh";

export type Key = keyof typeof zh;
export type Language = "zh" | "en";

const STORED = "callcenter.language";
const TAGS: Record<Language, string> = { zh: "zh-CN", en: "en" };

/** Pages that are open to everybody. */
const TITLES: Readonly<Record<string, Key>> = { "/login": "login_go", "/progress": "page_progress" };

export const language = ref<Language>("zh");

/** The text for `key` in the chosen language, `{name}` replaced by `values.name`. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const text: string = (language.value === "en" ? en : zh)[key];
  const counted = text.replace(/\{(\w+)\?([^|}]*)\|([^}]*)\}/g, (_, name: string, one: string, many: string) => (String(values[name]) === "1" ? one : many));
  return counted.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The text for a key made of a code the service gave; null where there is none. */
export function words(key: string, values: Record<string, string | number> = {}): string | null {
  return key in zh ? t(key as Key, values) : null;
}

/** Choose a language for this browser and mark the page with it (Han glyphs take their Chinese form by `lang`). */
export function setLanguage(chosen: Language): void {
  language.value = chosen;
  document.documentElement.lang = TAGS[chosen];
  localStorage.setItem(STORED, chosen);
  const here = LINKS.find((one) => one.path === location.pathname);
  document.title = `${t(here?.title ?? TITLES[location.pathname] ?? "gone_title")} · ${t("product")}`;
}

export function otherLanguage(): void {
  setLanguage(language.value === "zh" ? "en" : "zh");
}

/** Take up the language chosen last in this browser; Chinese at first. */
export function restoreLanguage(): void {
  setLanguage(localStorage.getItem(STORED) === "en" ? "en" : "zh");
}
