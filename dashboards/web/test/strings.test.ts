import { afterEach, describe, expect, it } from "vitest";
import { language, t } from "../src/strings";

describe("one and many", () => {
  afterEach(() => (language.value = "zh"));

  it("are told apart in English, whatever the number came as", () => {
    language.value = "en";
    expect(t("unit_wd", { n: 1 })).toBe("1 working day");
    expect(t("unit_wd", { n: "5" })).toBe("5 working days");
    expect(t("ob_tries", { n: 1 })).toBe("1 try");
    expect(t("dd_tried", { n: 0 })).toBe("0 entries are spoken of, best first");
  });

  it("are alike in Chinese", () => {
    expect(t("unit_wd", { n: 1 })).toBe("1 个工作日");
  });
});
