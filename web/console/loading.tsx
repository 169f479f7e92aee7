import { Skeleton } from "@mantine/core";

/** `page`: it stands for the whole page, heading and all. */
export const Loading = ({ page = false }: { page?: boolean }) => (
  <div className="stack" role="status" aria-label="One moment, please.">
    {page && <h1 className="unseen">One moment, please.</h1>}
    <Skeleton height={32} width="40%" />
    <Skeleton height={72} />
    <Skeleton height={72} />
    <Skeleton height={72} />
  </div>
);
