import { Badge } from "@mantine/core";
import type { OfficerRequestRow } from "../shared/client";
import { statusColours, statuses } from "./words";

export const StatusBadge = ({ status }: Pick<OfficerRequestRow, "status">) => (
  <Badge variant="light" size="lg" radius="sm" tt="none" color={statusColours[status] ?? "teal"}>
    {statuses[status]}
  </Badge>
);
