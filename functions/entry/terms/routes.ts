import type { Route } from "../api/route.ts";
import { gateRoutes } from "./gate-routes.ts";
import type { TermsOptions } from "./options.ts";
import { ownTermsRoutes } from "./own-routes.ts";
import { textRoutes } from "./text-routes.ts";

/** Terms, notices and consents: what people read, what they say to each, and the page in the middle of a login. */
export const termsRoutes = (options: TermsOptions): Route[] => [
  ...ownTermsRoutes(options),
  ...gateRoutes(options),
  ...textRoutes(options),
];
