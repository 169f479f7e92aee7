import { Button, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "react-router";
import { waiveCoolingOff } from "../shared/client/index.ts";
import { needsStepUp } from "../shared/problem.ts";
import { useSignInAgain } from "../shared/sign-in.tsx";
import { useLanguage } from "./language.tsx";
import { problemIn, Trouble } from "./trouble.tsx";

const waiving = "waive";

/** Ends the time to change one's mind: what it means, a fresh login, and then once more the button. */
export const DoNotWait = ({ requestId }: { requestId: string }) => {
  const { say } = useLanguage();
  const { request } = say;
  const queries = useQueryClient();
  const { freshly } = useSignInAgain();
  const { state } = useLocation() as { state: { resume?: unknown } | null };
  const hasSignedIn = state?.resume === waiving;
  const [isAsking, setIsAsking] = useState(hasSignedIn);
  const [isFresh, setIsFresh] = useState(hasSignedIn);
  const waive = useMutation({
    mutationFn: async () => (await waiveCoolingOff({ path: { requestId } })).data,
    onSuccess: (waived) => {
      setIsAsking(false);
      queries.setQueryData(["own-request", requestId], waived);
    },
    onError: (error) => {
      if (needsStepUp(error)) setIsFresh(false);
    },
  });
  return (
    <>
      <Button variant="default" onClick={() => setIsAsking(true)}>
        {request.doNotWait}
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setIsAsking(false)}
        title={request.doNotWaitTitle}
        closeButtonProps={{ "aria-label": request.waitOn }}
      >
        <div className="stack">
          <p>{isFresh ? request.doNotWaitAgain : request.doNotWaitText}</p>
          {waive.isError && <Trouble problem={problemIn(waive.error, say)} />}
          <div className="row">
            <Button variant="default" onClick={() => setIsAsking(false)} data-autofocus>
              {request.waitOn}
            </Button>
            {isFresh ? (
              <Button color="red" loading={waive.isPending} onClick={() => waive.mutate()}>
                {request.beginNow}
              </Button>
            ) : (
              <Button onClick={() => freshly(waiving)}>{request.signInFirst}</Button>
            )}
          </div>
        </div>
      </Modal>
    </>
  );
};
