import { Badge } from "@mantine/core";
import type { Request } from "../shared/client/index.ts";
import { useLanguage } from "./language.tsx";

type Status = Request["status"];

const colours: Partial<Record<Status, string>> = {
  held: "yellow",
  "awaiting-identity": "yellow",
  refused: "yellow",
  withdrawn: "gray",
  "expired-unverified": "gray",
};

/** Where a request stands, in the person's words. */
export const StatusBadge = ({ status }: { status: Status }) => (
  <Badge variant="light" size="lg" radius="sm" tt="none" color={colours[status] ?? "teal"}>
    {useLanguage().say.status[status]}
  </Badge>
);
