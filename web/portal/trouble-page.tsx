import type { ComponentProps } from "react";
import { Trouble } from "./trouble.tsx";

/** A page that cannot be shown: what it would have been, and why not. */
export const TroublePage = ({ title, ...trouble }: { title: string } & ComponentProps<typeof Trouble>) => (
  <div className="stack">
    <h1>{title}</h1>
    <Trouble {...trouble} />
  </div>
);
