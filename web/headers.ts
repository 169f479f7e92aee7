/** Whom the pages talk to: nobody else. */
export interface PageNeighbours {
  apiUrl: string;
  tenantUrl: string;
}

/**
 * What a browser is told with every file of the pages, on both hosts. Scripts and styles come from the pages' own files only, nothing
 * inline; calls go to the API and the tenant; the tenant alone may be framed, for the silent sign-in; nobody may frame us.
 */
export const pageHeaders = ({ apiUrl, tenantUrl }: PageNeighbours): Record<string, string> => ({
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${apiUrl} ${tenantUrl}`,
    `frame-src ${tenantUrl}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
});

/** Files under /assets carry the hash of their content in their name; everything else may change at any time. */
export const cacheControl = (path: string): string =>
  path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-store";
