import { Skeleton } from "@mantine/core";
import { useLanguage } from "./language.tsx";

export const Loading = () => {
  const { say } = useLanguage();
  return (
    <div className="stack" role="status" aria-label={say.portal.loading}>
      <h1 className="unseen">{say.portal.loading}</h1>
      <Skeleton height={32} width="60%" />
      <Skeleton height={96} />
      <Skeleton height={96} />
    </div>
  );
};
