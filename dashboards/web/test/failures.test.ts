import { afterEach, expect, test } from "vitest";
import { refused } from "../src/api";
import { inWords } from "../src/failures";
import { language } from "../src/strings";

afterEach(() => (language.value = "zh"));
const told = (more: object) => refused(409, { error: { code: "not_now", message: "expected a draft, found closed", ...more } });

test("why something is refused is said in the language of the screen", () => {
  expect(inWords(told({ reason: "ticket_no_draft" }))).toBe("现在不能这样做：工单已受理，不再是草稿");
  language.value = "en";
  expect(inWords(told({ reason: "ticket_no_draft" }))).toContain("the ticket is no draft any more");
});

test("a wrong field is named with the rule it breaks", () => {
  const error = { code: "bad_fields", message: "place: String should have at most 200 characters", rules: { place: "max_length:200" } };
  expect(inWords(refused(422, { error }))).toBe("填写有误：地点 最多 200 个字");
});

test("what has no words here is told as the service said it", () => {
  expect(inWords(told({}))).toContain("expected a draft, found closed");
  expect(inWords(told({ reason: "nobody_knows", rules: { x: "odd_rule" } }))).toContain("expected a draft");
});
