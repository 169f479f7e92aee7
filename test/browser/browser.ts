import chromium from "@sparticuz/chromium";
import { type Browser, type BrowserContext, type Page, chromium as playwright } from "playwright-core";

// Not the package's own list, which is made for Lambda: it turns the rules between origins off, and those are what we want to see kept.
const args = [
  "--no-sandbox",
  "--no-zygote",
  "--disable-background-networking",
  "--disable-dev-shm-usage",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--font-render-hinting=none",
];

/** A headless Chromium from npm, or why there is none here. Where CI is set, that is an error. */
export const openBrowser = async (
  executablePath: () => Promise<string> = () => chromium.executablePath(),
): Promise<{ browser?: Browser; why: string }> => {
  try {
    const browser = await playwright.launch({ executablePath: await executablePath(), args });
    return { browser, why: "" };
  } catch (error) {
    if (process.env.CI) throw error;
    const why = String(error).split("\n")[0] ?? "";
    console.warn(`The browser tests are skipped, because no Chromium starts here: ${why}`);
    return { why };
  }
};

/** A person at a screen of their own, and whatever their browser complained of. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  complaints: string[];
}

/** Opens a browser window of somebody's own. Every error in its console, every script that fails and every call elsewhere is kept. */
export const openVisitor = async (browser: Browser, locale = "en-GB"): Promise<Visitor> => {
  const context = await browser.newContext({ locale, timezoneId: "Europe/Berlin", acceptDownloads: true });
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol === "http:" && hostname !== "127.0.0.1") complaints.push(`asked ${request.url()}`);
    if (protocol === "https:") complaints.push(`asked ${request.url()}`);
  });
  return { page, context, complaints };
};

/** Fills in the tenant's own pages: address, password, and the second factor where it is asked for. */
export const signInAtTenant = async (page: Page, email: string, backTo: string): Promise<void> => {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill("habeas");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL((url) => url.href.startsWith(backTo) || url.pathname.includes("mfa"));
  if (!page.url().startsWith(backTo)) await giveSecondFactor(page);
  await page.waitForURL((url) => url.href.startsWith(backTo) && url.pathname !== "/callback");
};

export const giveSecondFactor = async (page: Page): Promise<void> => {
  await page.getByLabel("One-time code").fill("123456");
  await page.getByRole("button", { name: "Continue" }).click();
};
