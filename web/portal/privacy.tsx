import { useAuth0 } from "@auth0/auth0-react";
import { Button } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { Link, useLocation } from "react-router";
import { useTitle } from "../shared/use-title.ts";
import { AccessLink } from "./access-link.tsx";
import { useLanguage } from "./language.tsx";
import { Loading } from "./loading.tsx";
import { problemIn } from "./trouble.tsx";
import { TroublePage } from "./trouble-page.tsx";
import { useDeletionTerms } from "./use-own-requests.ts";

const Part = ({ id, title, children }: { id: string; title: string; children: ReactNode }) => (
  <section className="stack" aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    {children}
  </section>
);

/** The public page: what one may ask, by which ways, until when it is answered, and where to complain. */
export const Privacy = () => {
  const { say } = useLanguage();
  const { privacy, portal, home } = say;
  const { isAuthenticated, loginWithRedirect } = useAuth0();
  const terms = useDeletionTerms();
  useTitle(privacy.title, portal.title);
  // a link to a part leads there, once it is shown
  const { hash } = useLocation();
  useEffect(() => {
    if (terms.isSuccess && hash !== "") document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [terms.isSuccess, hash]);
  if (terms.isPending) return <Loading />;
  if (terms.isError)
    return <TroublePage title={privacy.title} problem={problemIn(terms.error, say)} again={() => terms.refetch()} />;
  const { name, contact, dpo, supervisoryAuthority } = terms.data.controller;
  return (
    <div className="stack wide">
      <div className="stack">
        <h1>{privacy.title}</h1>
        <p>{privacy.lead(name)}</p>
      </div>
      <Part id="may" title={privacy.may}>
        <ul>
          {privacy.rights.map((right) => (
            <li key={right}>{right}</li>
          ))}
        </ul>
        <p>{privacy.online}</p>
      </Part>
      <Part id="sign-in" title={privacy.signInTitle}>
        <p>{privacy.signInText}</p>
        <div>
          {isAuthenticated ? (
            <Link to="/">{home.title}</Link>
          ) : (
            <Button onClick={() => loginWithRedirect({ appState: { returnTo: "/" } })}>{portal.signIn}</Button>
          )}
        </div>
      </Part>
      <Part id="no-sign-in" title={privacy.linkTitle}>
        <p>{privacy.linkText}</p>
        <AccessLink />
      </Part>
      <Part id="lost" title={privacy.lostTitle}>
        <p>{privacy.lost(contact)}</p>
      </Part>
      <Part id="agent" title={privacy.agentTitle}>
        <p>{privacy.agent(contact)}</p>
      </Part>
      <Part id="when" title={privacy.whenTitle}>
        <p>{privacy.when}</p>
      </Part>
      <Part id="complaint" title={privacy.complaintTitle}>
        <p>{privacy.complaint(supervisoryAuthority)}</p>
      </Part>
      <Part id="contact" title={privacy.contactTitle}>
        <dl className="facts card">
          <dt>{privacy.contact}</dt>
          <dd>
            {name}, <a href={`mailto:${contact}`}>{contact}</a>
          </dd>
          {dpo !== undefined && (
            <>
              <dt>{privacy.dpo}</dt>
              <dd>
                <a href={`mailto:${dpo}`}>{dpo}</a>
              </dd>
            </>
          )}
        </dl>
      </Part>
    </div>
  );
};
