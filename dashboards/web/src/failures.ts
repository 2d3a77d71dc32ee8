/** What went wrong, in words an operator can act on. */

import { ApiError } from "./api";
import { t, words, type Key } from "./strings";
import { limitWord } from "./tickets/words";

const BY_STATUS: Record<number, Key> = {
  0: "why_unreachable",
  401: "why_401",
  403: "why_403",
  404: "why_404",
  409: "why_409",
  412: "why_412",
  422: "why_422",
  429: "why_429",
  503: "why_503",
};

/** One sentence for a failure; why in the language of the screen, else as the service said it. */
export function inWords(error: unknown): string {
  if (!(error instanceof ApiError)) return t("why_other", { what: String(error) });
  return t(BY_STATUS[error.status] ?? "why_other", { what: whatOf(error) });
}

function whatOf(error: ApiError): string {
  const limit = LIMIT.exec(error.expected)?.[0] ?? `1 ${IN_UNIT.exec(error.expected)?.[1] ?? ""}`;
  return words(`reason_why_${error.reason}`, { found: limitWord(error.found), limit: limitWord(limit) }) ?? ruleOf(error) ?? error.message;
}

/** A limit such as `5 wd`, and the unit alone, within what was expected. */
const LIMIT = /\d+ (?:wd|wh|d|h|min|month)\b/;
const IN_UNIT = / in (wd|wh|d|h|min)$/;

/** The first field and the rule it breaks; null where there are no words for the rule. */
function ruleOf(error: ApiError): string | null {
  const [field, broken] = Object.entries(error.rules)[0] ?? ["", ""];
  const [rule, n] = broken.split(":");
  const told = words(`rule_${rule ?? ""}`, { n: n ?? "" });
  return told === null ? null : `${words(`field_${field}`) ?? field} ${told}`;
}
