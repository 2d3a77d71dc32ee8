/** Words of the page that searches what was said. */
import type { searchZh } from "./search.zh";

export const searchEn: Record<keyof typeof searchZh, string> = {
  page_search: "Search calls",
  find_words: "Words said",
  find_words_hint: "Two characters or more; several words with spaces, all in one sentence",
  find_since: "From",
  find_until: "To",
  find_operator: "Operator",
  find_queue: "Queue",
  find_go: "Search",
  find_keys: "Enter searches, ↑ ↓ choose, Enter opens the call and plays from that sentence, Esc stops, / back to the words",
  find_nothing: "Nothing found",
  find_start: "Type words that were said in a call",
  find_more: "More",
  find_count: "{n} sentences",
  find_count_more: "{n} sentences and more",
  find_none_open: "Choose a sentence and press Enter to read the whole call",
  find_no_sound: "No recording to hear",
  find_play: "Play",
  find_export: "Export",
  find_privacy: "Numbers are found only by those who may see them, and each look is audited; found by words, they stay hidden",
  find_behind: "The search is being made anew: calls before {time} cannot be found yet",
  find_gone: "This call can no longer be read",
};
