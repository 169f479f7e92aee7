import { Button, Modal, NativeSelect } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "react-router";
import {
  type OfficerRequest,
  type RevealedPerson,
  type RevealPersonData,
  revealPerson,
} from "../shared/client/index.ts";
import { needsStepUp } from "../shared/problem.ts";
import { useSignInAgain } from "../shared/sign-in.tsx";
import { sentenceOf, Trouble } from "./trouble.tsx";

type Reason = RevealPersonData["body"]["because"];
const reasons: Record<Reason, string> = {
  "identity-check": "To check that it is the person",
  contact: "To write or call",
  "legal-hold": "To see whether a legal hold concerns them",
  complaint: "To answer a complaint",
};

interface Resume {
  act: "reveal";
  because: Reason;
}

/** Masked until an officer says why they must know; what was revealed is gone when the page is left. */
export const PersonOf = ({ request: { requestId, actions } }: { request: OfficerRequest }) => {
  const { state } = useLocation() as { state: { resume?: Resume } | null };
  const resumed = state?.resume?.act === "reveal" ? state.resume : undefined;
  const [isOpen, setIsOpen] = useState(resumed !== undefined);
  const [because, setBecause] = useState<Reason>(resumed?.because ?? "identity-check");
  const { withSecondFactor } = useSignInAgain();
  const reveal = useMutation({
    mutationFn: async () => (await revealPerson({ path: { requestId }, body: { because } })).data,
    onSuccess: () => setIsOpen(false),
    gcTime: 0,
  });
  const { allowed, why } = actions.find(({ action }) => action === "reveal") ?? { allowed: false, why: undefined };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reveal.mutate();
  };
  if (reveal.data !== undefined) return <Revealed person={reveal.data} />;
  return (
    <div className="row">
      <span>masked</span>
      {allowed ? (
        <Button variant="default" size="compact-sm" onClick={() => setIsOpen(true)}>
          Reveal
        </Button>
      ) : (
        <span className="quiet small">{why}</span>
      )}
      <Modal
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        title="Reveal who it is?"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <form className="stack" onSubmit={submit}>
          <p>It goes on record that you looked, and why, before you see anything.</p>
          <NativeSelect
            label="Why you must know"
            value={because}
            onChange={({ currentTarget }) => setBecause(currentTarget.value as Reason)}
            data={Object.entries(reasons).map(([value, label]) => ({ value, label }))}
          />
          {reveal.isError && <Trouble sentence={sentenceOf(reveal.error)} />}
          <div className="row">
            <Button variant="default" onClick={() => setIsOpen(false)}>
              Leave it
            </Button>
            {reveal.isError && needsStepUp(reveal.error) ? (
              <Button onClick={() => withSecondFactor({ act: "reveal", because } satisfies Resume)}>
                Confirm with my second factor
              </Button>
            ) : (
              <Button type="submit" loading={reveal.isPending}>
                Reveal
              </Button>
            )}
          </div>
        </form>
      </Modal>
    </div>
  );
};

const Revealed = ({ person: { userId, address, addresses, logins } }: { person: RevealedPerson }) => (
  <div className="stack tight">
    <strong>{address ?? "no verified address"}</strong>
    {addresses.length > 1 && (
      <span className="small">also {addresses.filter((each) => each !== address).join(", ")}</span>
    )}
    <code>{userId}</code>
    {logins
      .filter((login) => login.userId !== userId)
      .map((login) => (
        <code key={login.userId}>{login.userId}</code>
      ))}
  </div>
);
