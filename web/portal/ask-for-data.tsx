import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import type { Request } from "../shared/client/index.ts";
import { askForRequest } from "../shared/client/index.ts";
import { useLanguage } from "./language.tsx";
import { problemIn, Trouble } from "./trouble.tsx";

/** Asks for the person's data; where a package is there already it is offered first, and who insists asks an officer. */
export const AskForData = ({ ready }: { ready: Request | undefined }) => {
  const { say } = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const asking = useMutation({
    mutationFn: async (insist: boolean) =>
      (await askForRequest({ body: { kind: "export", ...(insist && { insist }) } })).data,
    onSuccess: async ({ requestId }) => {
      await queries.invalidateQueries({ queryKey: ["own-requests"] });
      navigate(`/requests/${requestId}`);
    },
  });
  return (
    <div className="stack">
      <p className="quiet">{ready === undefined ? say.package.hint : say.package.again}</p>
      {asking.isError && <Trouble problem={problemIn(asking.error, say)} />}
      <div className="row">
        {ready !== undefined && (
          <Button component={Link} to={`/requests/${ready.requestId}`} variant="default">
            {say.package.offered}
          </Button>
        )}
        <Button variant="default" loading={asking.isPending} onClick={() => asking.mutate(ready !== undefined)}>
          {ready === undefined ? say.package.ask : say.package.insist}
        </Button>
      </div>
    </div>
  );
};
