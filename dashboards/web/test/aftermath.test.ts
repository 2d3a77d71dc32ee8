import { describe, expect, it } from "vitest";
import { endingOf, groups, mayMake, mayRead, stemOf, type MadeFile } from "../src/aftershow/aftermath";

const file = (number: number, shelf: string, name: string, problem = ""): MadeFile => ({
  number,
  shelf,
  name,
  url: `/f/${number}`,
  size_bytes: 1,
  sound: /\.(wav|mp3|flac)$/.test(name),
  problem,
});

describe("files of a show", () => {
  const made = [
    file(1, "clips", "01_王女士_停水.wav"),
    file(2, "clips", "01_王女士_停水.mp3"),
    file(3, "clips", "01_王女士_停水.srt"),
    file(4, "clips", "02_李先生_路灯.wav"),
    file(5, "clips", "02_李先生_路灯.mp3", "broken"),
    file(6, "archive", "01_王女士_停水_存档.flac"),
    file(7, "forms", "群众诉求办理情况表_1.2期.docx"),
  ];

  it("stand together by what they are of, whatever their form", () => {
    expect(groups(made, "clips").map((one) => [one.stem, one.files.length])).toEqual([
      ["01_王女士_停水", 3],
      ["02_李先生_路灯", 2],
    ]);
    expect(groups(made, "edit")).toEqual([]);
  });

  it("are played as MP3, or as what there is", () => {
    expect(groups(made, "clips").map((one) => one.played?.number)).toEqual([2, 4]);
    expect(groups(made, "forms")[0]?.played).toBeNull();
    expect(groups(made, "archive")[0]?.played?.number).toBe(6);
  });

  it("lose only their ending", () => {
    expect(stemOf("表_1.2期.docx")).toBe("表_1.2期");
    expect(endingOf("表_1.2期.docx")).toBe("docx");
  });
});

describe("who", () => {
  it("may read is more than who may make", () => {
    expect(mayRead(["host"])).toBe(true);
    expect(mayMake(["host"])).toBe(false);
    expect(mayMake(["producer"])).toBe(true);
    expect(mayRead(["operator", "unit"])).toBe(false);
  });
});
