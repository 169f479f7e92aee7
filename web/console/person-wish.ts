import type { OpenForPersonData } from "../shared/client/index.ts";

type Body = OpenForPersonData["body"];
type Of<Kind extends Body["kind"]> = Extract<Body, { kind: Kind }>;
export type Kind = Body["kind"];
export type Proof = Of<"deletion">["identity"];

/** What stands in the form: each kind takes what it needs of it. */
export interface PersonWish {
  form: "open";
  kind: Kind;
  userId: string;
  day: string;
  identity: Proof;
  restriction: Of<"restriction">["ground"];
  shutSignIn: boolean;
  block: string;
  contest: Of<"contest">["ground"];
}

export const isPersonWish = (resume: unknown): resume is PersonWish =>
  typeof resume === "object" && resume !== null && "form" in resume && resume.form === "open";

export const today = (): string => new Date().toISOString().slice(0, 10);

/** What a person can ask for by letter or phone, and what follows when it is opened. */
export const personKinds: Record<Kind, { label: string; follows: string }> = {
  export: {
    label: "A copy of their data",
    follows:
      "Another officer must approve it. Then the data is collected, and the person alone can fetch it: by a fresh login, or by a link to their verified address. Nobody here sees it.",
  },
  deletion: {
    label: "Deletion of their account",
    follows:
      "A notice goes to every address the account names, and one objection stops it. Another officer must approve it, and the time to change one's mind is waited out.",
  },
  restriction: {
    label: "Restriction of the use of their data",
    follows:
      "Another officer must approve it. From then on the data is only stored, here and at every recipient, until it is lifted; before that the person is told (Article 18). Their own rights go on.",
  },
  contest: {
    label: "A second look at a block",
    follows:
      "Another officer answers it: neither you, nor who set, approved or kept the block (Article 22). The block stands until then, and the person is told the answer and its reason.",
  },
};

const proofs: Record<Proof, string> = {
  "called-back-on-a-known-number": "I called back on a number we know",
  "answered-questions-about-the-account": "They answered questions about the account",
  "signed-letter-from-a-known-address": "A signed letter from an address we know",
  "known-in-person": "They are known here in person",
  "to-be-confirmed-by-mail": "Not yet: they are asked by mail",
};

/** Only about a deletion the person can be asked by mail. */
const isOffered = (kind: Kind, proof: Proof): boolean => kind === "deletion" || proof !== "to-be-confirmed-by-mail";
const usualProof = "called-back-on-a-known-number";

export const proofsFor = (kind: Kind): [Proof, string][] =>
  (Object.entries(proofs) as [Proof, string][]).filter(([proof]) => isOffered(kind, proof));

/** The form as it opens: `kind` and `block` where a page leads here with them. */
export const firstPersonWish = (given: URLSearchParams): PersonWish => {
  const kind = given.get("kind") ?? "";
  return {
    form: "open",
    kind: kind in personKinds ? (kind as Kind) : "export",
    userId: "",
    day: today(),
    identity: usualProof,
    restriction: "accuracy-contested",
    shutSignIn: false,
    block: given.get("block") ?? "",
    contest: "not-true",
  };
};

/** The same wish with a change; a proof that is not offered any more gives way. */
export const changedWish = (before: PersonWish, change: Partial<PersonWish>): PersonWish => {
  const next = { ...before, ...change };
  return isOffered(next.kind, next.identity) ? next : { ...next, identity: usualProof };
};

export const bodyOf = ({ kind, userId, day, identity, ...wish }: PersonWish): Body => {
  // what arrived today has arrived by now, and not at midnight, before an account of today was made
  const receivedAt = day === today() ? new Date().toISOString() : new Date(`${day}T12:00:00`).toISOString();
  const person = { userId: userId.trim(), receivedAt };
  if (kind === "deletion") return { kind, ...person, identity };
  const proven = { ...person, identity: identity as Exclude<Proof, "to-be-confirmed-by-mail"> };
  if (kind === "export") return { kind, ...proven };
  if (kind === "contest") return { kind, ...proven, block: wish.block.trim(), ground: wish.contest };
  return { kind, ...proven, ground: wish.restriction, ...(wish.shutSignIn && { shutSignIn: true }) };
};
