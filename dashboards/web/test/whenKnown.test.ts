import { describe, expect, it } from "vitest";
import { nextTick, ref } from "vue";
import { whenKnown } from "../src/components/whenKnown";

describe("what is asked for before it is known who looks", () => {
  it("is done once it is known, and once only", async () => {
    const [known, done] = [ref(false), ref(0)];
    const wish = whenKnown(() => known.value, () => (done.value += 1));
    wish();
    wish();
    expect(done.value).toBe(0);
    known.value = true;
    await nextTick();
    expect(done.value).toBe(1);
    wish();
    expect(done.value).toBe(2);
  });
  it("is not done when nobody asked", async () => {
    const [known, done] = [ref(false), ref(0)];
    whenKnown(() => known.value, () => (done.value += 1));
    known.value = true;
    await nextTick();
    expect(done.value).toBe(0);
  });
});
