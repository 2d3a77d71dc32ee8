import { expect, test } from "vitest";
import type { Piece, Utterance } from "../src/api";
import { lines, pieces, readText } from "../src/desk/reading";

const piece = (text: string, start: number, end: number, mark: Piece["mark"] = ""): Piece => ({
  text, start, end, start_ms: 0, end_ms: 0, mark,
});
const line: Utterance = {
  utterance_id: "u1", role: "caller", start_ms: 0, end_ms: 900, text: "住在三十二栋停水", words: [],
  read: [piece("住在", 0, 2), piece("32栋", 2, 6), piece("停水", 6, 8, "doubtful"), piece("。", 8, 8)],
};
const span = (start: number, end: number) => ({ utterance_id: "u1", start, end, start_ms: 0, end_ms: 0 });

test("evidence of the words as recognised is marked in the readable text, a number as a whole", () => {
  const marked = pieces(line, [span(1, 3), span(7, 8)]);
  expect(marked.filter((one) => one.marked).map((one) => one.text)).toEqual(["在", "32栋", "水"]);
  expect(marked.map((one) => one.text).join("")).toBe(readText(line));
});
test("evidence of another utterance marks nothing, and doubt stays visible", () => {
  const shown = pieces(line, [{ ...span(0, 8), utterance_id: "u2" }]);
  expect(shown.some((one) => one.marked)).toBe(false);
  expect(shown.find((one) => one.text === "停水")?.mark).toBe("doubtful");
});
test("an utterance of nothing but fillers is not shown; one of an older service is shown as recognised", () => {
  const old = { ...line, utterance_id: "u3", read: undefined } as unknown as Utterance;
  expect(lines([line, { ...line, read: [] }, old])).toEqual([line, old]);
  expect(readText(old)).toBe(line.text);
});
