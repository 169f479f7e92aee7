import { Skeleton } from "@mantine/core";

export const Loading = () => (
  <div className="stack" role="status" aria-label="One moment, please.">
    <Skeleton height={32} width="40%" />
    <Skeleton height={72} />
    <Skeleton height={72} />
    <Skeleton height={72} />
  </div>
);
