import { Button, Radio } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import type { Request } from "../shared/client/index.ts";
import { askForRequest } from "../shared/client/index.ts";
import { useLanguage } from "./language.tsx";
import { problemIn, Trouble } from "./trouble.tsx";

type Format = NonNullable<Request["package"]>["format"];
const formats: Format[] = ["full", "portable"];

/** Asks for the person's data; where a package of the same kind is there already it is offered first, and who insists asks an officer. */
export const AskForData = ({ requests }: { requests: readonly Request[] }) => {
  const { say } = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [format, setFormat] = useState<Format>("full");
  const ready = requests.find((each) => each.package?.available === true && each.package.format === format);
  const asking = useMutation({
    mutationFn: async (insist: boolean) =>
      (await askForRequest({ body: { kind: "export", format, ...(insist && { insist }) } })).data,
    onSuccess: async ({ requestId }) => {
      await queries.invalidateQueries({ queryKey: ["own-requests"] });
      navigate(`/requests/${requestId}`);
    },
  });
  const choose = (chosen: string) => {
    setFormat(chosen as Format);
    asking.reset();
  };
  return (
    <div className="stack">
      <p className="quiet">{ready === undefined ? say.package.hint : say.package.again}</p>
      <Radio.Group label={say.package.formatLabel} value={format} onChange={choose}>
        <div className="stack tight">
          {formats.map((each) => (
            <Radio key={each} value={each} label={say.package.formats[each]} />
          ))}
        </div>
      </Radio.Group>
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
