import { afterEach, describe, expect, test, vi } from "vitest";
import { openBrowser } from "./browser.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("where no Chromium can start", () => {
  const nowhere = async () => "/nowhere/chromium";

  test("the browser tests say why they are skipped", async () => {
    vi.stubEnv("CI", "");
    const said = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const { browser, why } = await openBrowser(nowhere);
    expect([browser, why]).toEqual([undefined, expect.stringMatching(/\S/)]);
    expect(said).toHaveBeenCalledWith(expect.stringContaining(why));
  });

  test("and fail where CI is set, for nobody would read it there", async () => {
    vi.stubEnv("CI", "true");
    await expect(openBrowser(nowhere)).rejects.toThrow(/nowhere/);
  });
});
