import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = fileURLToPath(new URL("../../screenshots", import.meta.url));
mkdirSync(folder, { recursive: true });

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** All that axe knows, or only what colours can make wrong: a theme changes nothing else. */
type Rules = "all" | "colours";

/** What axe finds wrong with the page as it is shown now. Through the debugger, which no content security policy binds. */
const violations = async (page: Page, rules: Rules): Promise<string[]> => {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe);
  const only = rules === "colours" ? ", runOnly: ['color-contrast']" : "";
  const found = (await page.evaluate(
    `axe.run(document, { resultTypes: ['violations']${only} }).then((r) => r.violations)`,
  )) as Violation[];
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
};

/** What docs/ shows, by `HABEAS_PICTURES=1 npx vitest run test/browser`. */
const pictured = [
  "portal-delete",
  "portal-cooling-off",
  "portal-done",
  "console-list",
  "console-request",
  "console-approve",
];
const pictures = fileURLToPath(new URL("../../docs/pictures", import.meta.url));

const shapes = [
  { name: "light", colorScheme: "light", width: 1280, height: 800, rules: "all" },
  { name: "dark", colorScheme: "dark", width: 1280, height: 800, rules: "colours" },
  { name: "phone", colorScheme: "light", width: 320, height: 640, rules: "all" },
  { name: "phone-dark", colorScheme: "dark", width: 320, height: 640, rules: "colours" },
] as const;

/** A picture of the whole page in `screenshots/`, for whoever looks at what was built. In CI nobody does. */
const keepPicture = async (page: Page, name: string): Promise<void> => {
  if (process.env.CI) return;
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: "disabled" });
};

/** The page in its other colours: its script hears of them, and may take a moment. Pages without a script have them at once. */
const inColours = async (page: Page, colorScheme: "light" | "dark"): Promise<void> => {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  const attribute = "data-mantine-color-scheme";
  await page.locator(`html:not([${attribute}]), html[${attribute}=${colorScheme}]`).waitFor({ state: "attached" });
};

/**
 * Looks at the page in both themes and as wide as a small phone: a picture of each, nothing that axe finds, and nothing
 * that one would have to scroll sideways for (WCAG 2.1, 1.4.10).
 */
export const look = async (page: Page, name: string): Promise<void> => {
  await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
  for (const { name: shape, colorScheme, width, height, rules } of shapes) {
    await page.setViewportSize({ width, height });
    await inColours(page, colorScheme);
    await page.evaluate("window.scrollTo(0, 0)");
    await keepPicture(page, `${name}-${shape}`);
    expect.soft(await violations(page, rules), `${name}, ${shape}`).toEqual([]);
    const wide = await page.evaluate("document.documentElement.scrollWidth");
    expect.soft(wide, `${name}, ${shape}: wide`).toBeLessThanOrEqual(width);
  }
  if (process.env.HABEAS_PICTURES && pictured.includes(name)) {
    await page.setViewportSize({ width: 1024, height: 760 });
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await page.screenshot({ path: join(pictures, `${name}.png`), animations: "disabled" });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await inColours(page, "light");
};

/** Looks at the page as it comes on paper: A4 at 96 dots an inch, where nothing can be moved into sight. */
export const lookAtPaper = async (page: Page, name: string): Promise<void> => {
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  await keepPicture(page, `${name}-paper`);
  expect
    .soft(await page.evaluate("document.documentElement.scrollWidth"), `${name}, paper: wide`)
    .toBeLessThanOrEqual(794);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
};
