import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { builtFolder, type WebApp } from "#web/build.ts";
import { cacheControl, pageHeaders } from "#web/headers.ts";
import type { Configuration } from "#web/shared/configuration.ts";
import type { HttpHandler } from "./http-host.ts";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Every built file by the address it has: what is not in here cannot be asked for, whatever the path says. */
const filesIn = (folder: string): Map<string, Buffer> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [`/${relative(folder, file).replaceAll(sep, "/")}`, readFileSync(file)]),
  );

/**
 * What bucket and CloudFront are on AWS: the built files of an application, /config.json beside them, and index.html for every address
 * of a page. Read at the first call, so that who never looks waits for nothing.
 */
export const webPages = (app: WebApp, configuration: Configuration): HttpHandler => {
  const headers = pageHeaders({ apiUrl: configuration.apiUrl, tenantUrl: configuration.tenantDomain });
  let files: Map<string, Buffer> | undefined;

  const answer = (status: number, path: string, body: Buffer): APIGatewayProxyStructuredResultV2 => ({
    statusCode: status,
    headers: {
      ...headers,
      "content-type": types[extname(path)] ?? "text/plain; charset=utf-8",
      "cache-control": cacheControl(path),
    },
    body: body.toString("base64"),
    isBase64Encoded: true,
  });
  const said = (status: number, text: string) => answer(status, "", Buffer.from(`${text}\n`));

  return async ({ rawPath, requestContext: { http } }) => {
    if (http.method !== "GET" && http.method !== "HEAD") return said(405, "This cannot be done here.");
    if (rawPath === "/config.json") {
      const found = answer(200, rawPath, Buffer.from(JSON.stringify(configuration)));
      return { ...found, headers: { ...found.headers, "content-type": "application/json" } };
    }
    if (!existsSync(builtFolder(app))) return said(503, "The pages are not built: run npm run web.");
    files ??= filesIn(builtFolder(app));
    const file = files.get(rawPath);
    if (file !== undefined) return answer(200, rawPath, file);
    const index = files.get("/index.html");
    const isPage = extname(rawPath) === "" && !rawPath.startsWith("/assets/");
    return isPage && index !== undefined ? answer(200, "/index.html", index) : said(404, "There is no such file.");
  };
};
