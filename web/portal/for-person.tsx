import { useAuth0 } from "@auth0/auth0-react";
import type { ReactNode } from "react";
import { Loading } from "./loading.tsx";
import { Welcome } from "./welcome.tsx";

/** What only a person who signed in sees; others are asked to, and come back here. */
export const ForPerson = ({ children }: { children: ReactNode }) => {
  const { isAuthenticated, isLoading } = useAuth0();
  if (isLoading) return <Loading />;
  return isAuthenticated ? children : <Welcome />;
};
