import { Badge } from "@mantine/core";
import type { Request } from "../shared/client/index.ts";
import { useLanguage } from "./language.tsx";
import { standingOf } from "./standing.ts";

type Status = Request["status"];

const colours: Partial<Record<Status, string>> = {
  held: "yellow",
  "awaiting-identity": "yellow",
  refused: "yellow",
  withdrawn: "gray",
  "expired-unverified": "gray",
};

/** Where a request stands, in the person's words. */
export const StatusBadge = ({ request }: { request: Request }) => (
  <Badge variant="light" size="lg" radius="sm" tt="none" color={colours[request.status] ?? "teal"}>
    {standingOf(request, useLanguage().say).title}
  </Badge>
);
