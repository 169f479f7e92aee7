import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HttpHost, listen } from "#local/http-host.ts";
import { webPages } from "#local/web-pages.ts";
import { jsonLog } from "#runtime/log.ts";

const configuration = {
  apiUrl: "http://127.0.0.1:4000",
  tenantDomain: "http://127.0.0.1:4003",
  clientId: "client",
  audience: "https://habeas.dev/api",
};
let host: HttpHost;
beforeAll(async () => {
  const pages = webPages("portal", configuration);
  host = await listen(0, { routes: () => pages, log: jsonLog({ sink: () => undefined }) });
}, 120_000);
afterAll(() => host.close());

/** The path as it is written: `fetch` would tidy it up. */
const rawStatus = (path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(host.url);
    request({ host: "127.0.0.1", port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });

describe("the pages of one machine", () => {
  test("answer every address of a page with index.html, which is never kept", async () => {
    const index = await (await fetch(host.url)).text();
    for (const path of ["/privacy", "/requests/01KARZ3NDEKTSV4RRFFQ69G5FA", "/callback?code=x&state=y"]) {
      const answer = await fetch(host.url + path);
      expect([answer.status, await answer.text()]).toEqual([200, index]);
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
  });

  test("give what index.html asks for with a hash in its name, to be kept for good", async () => {
    const index = await (await fetch(host.url)).text();
    const assets = [...index.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? "");
    expect(assets.length).toBeGreaterThanOrEqual(3);
    for (const path of assets) {
      expect(path).toMatch(/-[\w-]{8}\.\w+$/);
      const answer = await fetch(host.url + path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(answer.headers.get("content-type")).toMatch(/^(?:text\/(?:javascript|css)|image\/svg)/);
    }
  });

  test("run and show nothing that is not a file of ours, talk to API and tenant only, and are framed by nobody", async () => {
    const { headers } = await fetch(host.url);
    const csp = headers.get("content-security-policy") ?? "";
    expect(csp).not.toMatch(/unsafe|\*|data:|blob:/);
    expect(csp).toContain("default-src 'none'");
    expect(csp).toContain(`connect-src 'self' ${configuration.apiUrl} ${configuration.tenantDomain};`);
    expect(csp).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(await (await fetch(host.url)).text()).not.toMatch(/<style|<script(?![^>]*src=)|style=|onload=/);
  });

  test("say in /config.json where everything is", async () => {
    const answer = await fetch(`${host.url}/config.json`);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toEqual(configuration);
  });

  test.each([
    "/../../package.json",
    "/assets/../../../package.json",
    "/assets/..%2f..%2f..%2fpackage.json",
    "/%2e%2e/%2e%2e/package.json",
    "/..\\..\\package.json",
    "/assets/",
    "/assets/nothing.js",
    "//etc/passwd.txt",
    "/index.html%00.js",
  ])("have no file at %s", async (path) => {
    expect(await rawStatus(path)).toBe(404);
  });

  test("take no other method", async () => {
    for (const method of ["POST", "PUT", "DELETE"]) expect((await fetch(host.url, { method })).status).toBe(405);
    expect((await fetch(host.url, { method: "HEAD" })).status).toBe(200);
  });
});
