import { useAuth0 } from "@auth0/auth0-react";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { PageFrame } from "../shared/frame.tsx";
import { type Language, useLanguage } from "./language.tsx";

const languages: Record<Language, string> = { en: "English", de: "Deutsch" };

export const Frame = ({ children }: { children: ReactNode }) => {
  const { language, say, choose } = useLanguage();
  const { isAuthenticated, user, logout } = useAuth0();
  const { portal } = say;
  const other: Language = language === "en" ? "de" : "en";
  return (
    <PageFrame
      brand={portal.title}
      skip={portal.skip}
      tools={
        <>
          <Button variant="subtle" size="compact-md" lang={other} onClick={() => choose(other)}>
            {languages[other]}
          </Button>
          {isAuthenticated && (
            <>
              <span className="who quiet small">{portal.signedInAs(user?.name ?? user?.email ?? "")}</span>
              <Button
                variant="default"
                size="compact-md"
                onClick={() => logout({ logoutParams: { returnTo: window.location.origin } })}
              >
                {portal.signOut}
              </Button>
            </>
          )}
        </>
      }
      foot={
        <>
          <Link to="/privacy">{portal.privacyPage}</Link>
          {isAuthenticated && (
            <>
              {" "}
              · <Link to="/documents">{say.documents.title}</Link>
            </>
          )}
        </>
      }
    >
      {children}
    </PageFrame>
  );
};
