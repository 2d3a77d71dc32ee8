/** An alert in the language of the screen; one that has no English yet is shown as it is. */

import { language } from "../strings";
import type { Alert } from "../topics.gen";

export function alertText(alert: Alert): string {
  return language.value === "en" && alert.text_en ? alert.text_en : alert.text_zh;
}
