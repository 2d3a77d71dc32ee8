/** What went wrong, in words an operator can act on. */

import { ApiError } from "./api";
import { t, type Key } from "./strings";

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

/** One sentence for a failure; the service's own message goes along where it says what happened instead. */
export function inWords(error: unknown): string {
  if (!(error instanceof ApiError)) return t("why_other", { what: String(error) });
  return t(BY_STATUS[error.status] ?? "why_other", { what: error.message });
}
