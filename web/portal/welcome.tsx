import { useAuth0 } from "@auth0/auth0-react";
import { Button } from "@mantine/core";
import { Link, useLocation } from "react-router";
import { useTitle } from "../shared/use-title.ts";
import { useLanguage } from "./language.tsx";
import { Trouble } from "./trouble.tsx";

/** What this is, and the way in. */
export const Welcome = () => {
  const { welcome, portal } = useLanguage().say;
  const { loginWithRedirect, error } = useAuth0();
  const { pathname, search } = useLocation();
  useTitle(portal.title, portal.title);
  const returnTo = pathname === "/callback" ? "/" : pathname + search;
  return (
    <div className="stack wide">
      <div className="stack">
        <h1>{welcome.title}</h1>
        <p>{welcome.lead}</p>
      </div>
      {error !== undefined && <Trouble problem="sign-in-failed" />}
      <div className="row">
        <Button size="md" onClick={() => loginWithRedirect({ appState: { returnTo } })}>
          {portal.signIn}
        </Button>
        <Link to="/privacy#no-sign-in">{welcome.cannot}</Link>
      </div>
      <section className="card stack" aria-labelledby="how">
        <h2 id="how">{welcome.how}</h2>
        <ol>
          {welcome.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </section>
    </div>
  );
};
