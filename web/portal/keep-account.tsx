import { Button, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { withdrawOwnRequest } from "../shared/client/index.ts";
import { useLanguage } from "./language.tsx";
import { problemIn, Trouble } from "./trouble.tsx";

/** Takes the request back, after one more question. */
export const KeepAccount = ({ requestId }: { requestId: string }) => {
  const { say } = useLanguage();
  const { request } = say;
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const withdraw = useMutation({
    mutationFn: async () => (await withdrawOwnRequest({ path: { requestId } })).data,
    onSuccess: (withdrawn) => {
      setIsAsking(false);
      queries.setQueryData(["own-request", requestId], withdrawn);
      return queries.invalidateQueries({ queryKey: ["own-requests"] });
    },
  });
  return (
    <>
      <Button onClick={() => setIsAsking(true)}>{request.keep}</Button>
      <Modal
        opened={isAsking}
        onClose={() => setIsAsking(false)}
        title={request.keepTitle}
        closeButtonProps={{ "aria-label": request.keepNot }}
      >
        <div className="stack">
          <p>{request.keepText}</p>
          {withdraw.isError && <Trouble problem={problemIn(withdraw.error, say)} />}
          <div className="row">
            <Button loading={withdraw.isPending} onClick={() => withdraw.mutate()} data-autofocus>
              {request.keep}
            </Button>
            <Button variant="default" onClick={() => setIsAsking(false)}>
              {request.keepNot}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
};
