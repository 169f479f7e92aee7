import { Button, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Request, withdrawOwnRequest } from "../shared/client/index.ts";
import { useLanguage } from "./language.tsx";
import { problemIn, Trouble } from "./trouble.tsx";

/** Takes the request back, after one more question. */
export const TakeBack = ({ request: { requestId, kind, status } }: { request: Request }) => {
  const { say } = useLanguage();
  const { keepNot, takeBack } = say.request;
  const { button, title, text } =
    kind === "deletion" ? takeBack.deletion : status === "in-force" ? takeBack.restriction : takeBack.other;
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
      <Button onClick={() => setIsAsking(true)}>{button}</Button>
      <Modal
        opened={isAsking}
        onClose={() => setIsAsking(false)}
        title={title}
        closeButtonProps={{ "aria-label": keepNot }}
      >
        <div className="stack">
          <p>{text}</p>
          {withdraw.isError && <Trouble problem={problemIn(withdraw.error, say)} />}
          <div className="row">
            <Button loading={withdraw.isPending} onClick={() => withdraw.mutate()} data-autofocus>
              {button}
            </Button>
            <Button variant="default" onClick={() => setIsAsking(false)}>
              {keepNot}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
};
