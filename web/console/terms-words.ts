import type { TermsDetail, TermsRow } from "../shared/client/index.ts";

type Status = NonNullable<TermsRow["status"]>;

/** Where a campaign stands, as officers read it. */
export const campaignStatuses: Record<Status, string> = {
  announced: "Announced",
  asking: 'Asking, "later" is allowed',
  required: "Required",
  closed: "Closed, in force",
  stopped: "Stopped",
  undone: "Undone",
};

export const campaignColours: Partial<Record<Status, string>> = {
  announced: "blue",
  asking: "yellow",
  stopped: "gray",
  undone: "gray",
};

export const documentKinds: Record<TermsRow["kind"], string> = {
  terms: "Terms",
  notice: "Notice",
  consent: "Consent",
};

export const changes: Record<TermsRow["change"], string> = {
  material: "Material: everybody is asked again",
  editorial: "Editorial: nobody is asked",
};

export const mailingInWords = (mailing: string): string =>
  mailing === "notice"
    ? "Notice to everybody"
    : `Reminder ${mailing.replace("reminder-", "")}, to who has not accepted`;

/** Whom a version is for, in a sentence. */
export const audienceInWords = ({
  connections,
  organizations,
  regions,
  applications,
}: TermsDetail["audience"]): string => {
  const parts = [
    connections && `signs in by ${connections.join(" or ")}`,
    organizations && `signs in for the organisation ${organizations.join(" or ")}`,
    regions && `is of the region ${regions.join(" or ")}`,
    applications && `signs in at ${applications.join(" or ")}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? "Everybody" : `Whoever ${parts.join(", and ")}`;
};

/** Said wherever nobody is mailed about a version. */
export const mailsNobody =
  "Nobody is mailed about it: it asks nobody, or no list of accounts tells whom it is for. Who belongs to an organisation or comes to an application shows at the login only, and there the gate asks.";
