import { useAuth0 } from "@auth0/auth0-react";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { PageFrame } from "../shared/frame.tsx";
import { consoleName } from "./words.ts";

export const Frame = ({ children }: { children: ReactNode }) => {
  const { isAuthenticated, user, logout } = useAuth0();
  return (
    <PageFrame
      brand={consoleName}
      skip="Skip to the content"
      tools={
        isAuthenticated && (
          <>
            <span className="who quiet small">Signed in as {user?.name ?? user?.email}</span>
            <Button
              variant="default"
              size="compact-md"
              onClick={() => logout({ logoutParams: { returnTo: window.location.origin } })}
            >
              Sign out
            </Button>
          </>
        )
      }
      foot="Whatever you do here goes on record with your account, before it happens."
    >
      {children}
    </PageFrame>
  );
};
