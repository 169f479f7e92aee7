import { Auth0Provider, useAuth0 } from "@auth0/auth0-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import type { Configuration } from "./configuration.ts";
import { openClient } from "./problem.ts";

/** What the page goes on with after the way to the tenant and back. */
export interface Resumed {
  returnTo?: string;
  /** What was about to be done, as the page that was left knows it. */
  resume?: unknown;
}

interface SignInProps {
  configuration: Configuration;
  scope: string;
  children: ReactNode;
}

/** Sign-in at the tenant by authorization code with PKCE. Tokens stay in memory: a reload asks the tenant again, silently. */
export const SignIn = ({ configuration, scope, children }: SignInProps) => {
  const navigate = useNavigate();
  const { tenantDomain, clientId, audience } = configuration;
  return (
    <Auth0Provider
      domain={tenantDomain}
      clientId={clientId}
      authorizationParams={{ audience, scope, redirect_uri: `${window.location.origin}/callback` }}
      cacheLocation="memory"
      onRedirectCallback={(state?: Resumed) =>
        navigate(state?.returnTo ?? "/", { replace: true, state: { resume: state?.resume } })
      }
    >
      <Connected apiUrl={configuration.apiUrl}>{children}</Connected>
    </Auth0Provider>
  );
};

/** Gives the API client its token as soon as there is one. */
const Connected = ({ apiUrl, children }: { apiUrl: string; children: ReactNode }) => {
  const { getAccessTokenSilently } = useAuth0();
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    openClient(apiUrl, async () => (await getAccessTokenSilently()) ?? "");
    setIsOpen(true);
  }, [apiUrl, getAccessTokenSilently]);
  return isOpen ? children : null;
};

/** The claims of our access token; the API alone decides by them, pages only show what it would say. */
export interface Claims {
  permissions: string[];
  /** When the person last proved who they are. */
  authenticatedAt?: string | undefined;
  /** When a second factor was last shown. */
  secondFactorAt?: string | undefined;
}

const claimsIn = (token: string): Claims => {
  const part = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(part), (sign) => sign.charCodeAt(0));
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  return {
    permissions: (claims.permissions as string[] | undefined) ?? [],
    authenticatedAt: claims["https://habeas.dev/authenticated_at"] as string | undefined,
    secondFactorAt: claims["https://habeas.dev/mfa_at"] as string | undefined,
  };
};

/** Claims of the token in use; undefined until it is there. */
export const useClaims = (): Claims | undefined => {
  const { isAuthenticated, getAccessTokenSilently } = useAuth0();
  const [claims, setClaims] = useState<Claims>();
  useEffect(() => {
    if (!isAuthenticated) return;
    let isWanted = true;
    getAccessTokenSilently().then(
      (token) => isWanted && token !== undefined && setClaims(claimsIn(token)),
      () => undefined, // whoever needs the token next is told
    );
    return () => {
      isWanted = false;
    };
  }, [isAuthenticated, getAccessTokenSilently]);
  return claims;
};

const multiFactor = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

/** Ways to the tenant that come back to this page. */
export const useSignInAgain = () => {
  const { loginWithRedirect } = useAuth0();
  const { pathname, search } = useLocation();
  const returnTo = pathname + search;
  return {
    /** The person proves once more who they are. */
    freshly: useCallback(
      (resume?: unknown) =>
        loginWithRedirect({ appState: { returnTo, resume }, authorizationParams: { prompt: "login", max_age: 0 } }),
      [loginWithRedirect, returnTo],
    ),
    /** The officer shows the second factor once more. */
    withSecondFactor: useCallback(
      (resume?: unknown) =>
        loginWithRedirect({ appState: { returnTo, resume }, authorizationParams: { acr_values: multiFactor } }),
      [loginWithRedirect, returnTo],
    ),
  };
};
