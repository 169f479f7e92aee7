import { createHash } from "node:crypto";
import { type HttpResponse, html } from "../http.ts";

/** Inside a script, nothing of a value may end it. */
const inScript = (value: unknown): string => JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escapeSign);
const escapeSign = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * The page of Auth0's response mode `web_message`: it tells the window that framed or opened it, and only one of the application's own
 * origin. It is framed by that origin alone, and runs nothing but this one script.
 */
export const messageTo = (
  origin: string,
  response: Record<string, string>,
  headers: Record<string, string>,
): HttpResponse => {
  const message = inScript({ type: "authorization_response", response });
  const script = `(window.opener ?? window.parent).postMessage(${message}, ${inScript(origin)});`;
  const hash = createHash("sha256").update(script).digest("base64");
  return html(200, `<!doctype html><html lang="en"><title>Signing in</title><script>${script}</script></html>`, {
    ...headers,
    "content-security-policy": `default-src 'none'; script-src 'sha256-${hash}'; frame-ancestors ${origin}`,
  });
};
