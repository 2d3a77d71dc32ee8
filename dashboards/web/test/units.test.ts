import { describe, expect, it } from "vitest";
import { offered, read, taken, unknown, written } from "../src/tickets/unitNames";

const KNOWN = ["市公安局", "市公安局交警支队", "市住建局", "区住建局"];

describe("several units by name", () => {
  it("takes names that are units and leaves the rest to be mended", () => {
    expect(taken({ names: ["市住建局"], rest: "市公安局、没有这个局；市住建局" }, KNOWN)).toEqual({ names: ["市住建局", "市公安局"], rest: "没有这个局" });
  });
  it("takes the only unit a piece can mean, and none when there are two", () => {
    expect(taken({ names: [], rest: "交警" }, KNOWN)).toEqual({ names: ["市公安局交警支队"], rest: "" });
    expect(taken({ names: [], rest: "住建" }, KNOWN)).toEqual({ names: [], rest: "住建" });
  });
  it("a unit whose name begins another's is itself", () => expect(taken({ names: [], rest: "市公安局" }, KNOWN).names).toEqual(["市公安局"]));
  it("offers what fits and is not chosen yet, what begins so first", () => {
    expect(offered("住建局", ["区域住建局", "住建局"], [])).toEqual(["住建局", "区域住建局"]);
    expect(offered("市公安局", KNOWN, ["市公安局"])).toEqual(["市公安局交警支队"]);
    expect(offered(" ", KNOWN, [])).toEqual([]);
  });
  it("reads back what it wrote, what is no unit included", () => {
    for (const text of ["", "市住建局", "市住建局\n没有这个局"]) expect(written(read(text, KNOWN))).toBe(text);
    expect(unknown("市住建局\n没有这个局", KNOWN)).toEqual(["没有这个局"]);
  });
});
