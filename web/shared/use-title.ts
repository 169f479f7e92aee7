import { useEffect } from "react";

/** What the browser's tab says: the page first, then whose it is. */
export const useTitle = (page: string, whose: string): void => {
  useEffect(() => {
    document.title = page === whose ? whose : `${page} · ${whose}`;
  }, [page, whose]);
};
