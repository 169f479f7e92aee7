import { useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";

/**
 * What was being filled in when a second factor was asked for, where it was this page's. It is taken out of the browser's history at
 * once: what was typed may name somebody.
 */
export const useResumed = <T>(isMine: (resume: unknown) => resume is T): T | undefined => {
  const { pathname, search, state } = useLocation() as ReturnType<typeof useLocation> & {
    state: { resume?: unknown } | null;
  };
  const navigate = useNavigate();
  const [resumed] = useState(() => (isMine(state?.resume) ? state.resume : undefined));
  useEffect(() => {
    if (state?.resume !== undefined) void navigate(pathname + search, { replace: true, state: null });
  }, [navigate, pathname, search, state]);
  return resumed;
};
