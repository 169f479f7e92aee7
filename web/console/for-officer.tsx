import { useAuth0 } from "@auth0/auth0-react";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useLocation } from "react-router";
import { useClaims } from "../shared/sign-in.tsx";
import { useTitle } from "../shared/use-title.ts";
import { Loading } from "./loading.tsx";
import { Trouble } from "./trouble.tsx";
import { consoleName } from "./words.ts";

/** What only officers see. Others learn clearly why not; the API would refuse them anyway. */
export const ForOfficer = ({ children }: { children: ReactNode }) => {
  const { isAuthenticated, isLoading } = useAuth0();
  const claims = useClaims();
  if (isLoading || (isAuthenticated && claims === undefined)) return <Loading page />;
  if (!isAuthenticated) return <Welcome />;
  return claims?.permissions.includes("requests:read") ? children : <NoOfficer />;
};

const Welcome = () => {
  const { loginWithRedirect, error } = useAuth0();
  const { pathname, search } = useLocation();
  useTitle(consoleName, consoleName);
  const returnTo = pathname === "/callback" ? "/" : pathname + search;
  return (
    <div className="stack wide">
      <div className="stack">
        <h1>{consoleName}</h1>
        <p>See what people ask for, how far it is, and decide where a person must.</p>
        <p className="quiet">You sign in with your company account and your second factor.</p>
      </div>
      {error !== undefined && (
        <Trouble sentence="You were not signed in. If you did not stop it yourself, try again." />
      )}
      <div>
        <Button size="md" onClick={() => loginWithRedirect({ appState: { returnTo } })}>
          Sign in
        </Button>
      </div>
    </div>
  );
};

const NoOfficer = () => {
  const { user } = useAuth0();
  useTitle("No officer's role", consoleName);
  return (
    <div className="stack">
      <h1>Your account has no officer's role</h1>
      <p>
        You are signed in as {user?.email ?? user?.name}, and this account may not see requests. Ask whoever gives out
        roles in your company for the role “officer”, then sign out and in again.
      </p>
      <p className="quiet">Is it about your own data? That is what the privacy portal is for.</p>
    </div>
  );
};
