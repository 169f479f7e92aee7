import { Button, Modal, Radio } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { askForRequest, type NewRequest } from "../shared/client/index.ts";
import { useLanguage } from "./language.tsx";
import { problemIn, Trouble } from "./trouble.tsx";

type Ground = Extract<NewRequest, { kind: "contest" }>["ground"];
const grounds: Ground[] = ["was-not-me", "not-true", "settled", "too-hard"];

/** Asks that a person look at the block once more: why it is wrong, from a few answers. */
export const ContestBlock = ({ requestId }: { requestId: string }) => {
  const { say } = useLanguage();
  const { contest } = say;
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const [ground, setGround] = useState<Ground>();
  const [isMissing, setIsMissing] = useState(false);
  const asking = useMutation({
    mutationFn: async (why: Ground) =>
      (await askForRequest({ body: { kind: "contest", block: requestId, ground: why } })).data,
    onSuccess: async (asked) => {
      await queries.invalidateQueries({ queryKey: ["own-requests"] });
      navigate(`/requests/${asked.requestId}`);
    },
  });
  const ask = () => {
    setIsMissing(ground === undefined);
    if (ground !== undefined) asking.mutate(ground);
  };
  return (
    <>
      <div>
        <Button onClick={() => setIsAsking(true)}>{contest.button}</Button>
      </div>
      <Modal
        opened={isAsking}
        onClose={() => setIsAsking(false)}
        title={contest.title}
        closeButtonProps={{ "aria-label": contest.cancel }}
      >
        <div className="stack">
          <p>{contest.text}</p>
          <Radio.Group
            label={contest.why}
            value={ground ?? ""}
            onChange={(value) => setGround(value as Ground)}
            error={isMissing && contest.whyMissing}
          >
            <div className="stack">
              {grounds.map((each) => (
                <Radio key={each} value={each} label={contest.grounds[each]} />
              ))}
            </div>
          </Radio.Group>
          {asking.isError && <Trouble problem={problemIn(asking.error, say)} />}
          <div className="row">
            <Button loading={asking.isPending} onClick={ask}>
              {contest.ask}
            </Button>
            <Button variant="default" onClick={() => setIsAsking(false)}>
              {contest.cancel}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
};
