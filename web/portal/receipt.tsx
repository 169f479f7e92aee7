import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { readOwnReceipt } from "../shared/client/index.ts";
import { useLanguage } from "./language.tsx";
import { problemIn, Trouble } from "./trouble.tsx";

const save = (content: Blob, name: string): void => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

/** Fetches the signed receipt into a file. */
export const Receipt = ({ requestId }: { requestId: string }) => {
  const { say } = useLanguage();
  const fetching = useMutation({
    mutationFn: async () => {
      const { data } = await readOwnReceipt({ path: { requestId }, parseAs: "text" });
      save(new Blob([data], { type: "application/jose" }), `habeas-receipt-${requestId}.jws`);
    },
  });
  return (
    <div className="card stack">
      <p className="quiet">{say.request.receiptHint}</p>
      {fetching.isError && <Trouble problem={problemIn(fetching.error, say)} />}
      <div>
        <Button loading={fetching.isPending} onClick={() => fetching.mutate()}>
          {say.request.receipt}
        </Button>
      </div>
    </div>
  );
};
