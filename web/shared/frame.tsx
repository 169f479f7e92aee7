import { type ReactNode, useEffect, useRef } from "react";
import { Link, useLocation } from "react-router";

interface FrameProps {
  brand: string;
  skip: string;
  /** Beside the brand. */
  tools: ReactNode;
  foot: ReactNode;
  children: ReactNode;
}

/** Head, content, foot. Who goes on to another page is taken to its beginning, as by a link of old. */
export const PageFrame = ({ brand, skip, tools, foot, children }: FrameProps) => {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    window.scrollTo(0, 0);
    main.current?.focus();
  }, [pathname]);
  return (
    <>
      <a className="skip" href="#content">
        {skip}
      </a>
      <header className="head">
        <div>
          <Link className="brand" to="/">
            {brand}
          </Link>
          <div className="row">{tools}</div>
        </div>
      </header>
      <main className="page" id="content" tabIndex={-1} ref={main}>
        {children}
      </main>
      <footer className="foot">
        <div>{foot}</div>
      </footer>
    </>
  );
};
