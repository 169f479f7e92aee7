import { Badge } from "@mantine/core";
import type { OfficerRequestRow } from "../shared/client/index.ts";
import { statusColours, statuses } from "./words.ts";

export const StatusBadge = ({ status }: Pick<OfficerRequestRow, "status">) => (
  <Badge variant="light" size="lg" radius="sm" tt="none" color={statusColours[status] ?? "teal"}>
    {statuses[status]}
  </Badge>
);
