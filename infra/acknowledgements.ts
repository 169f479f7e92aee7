import { pathsProvenByToken } from "./api.ts";

/** A finding of cdk-nag that we looked at and let stand: on one construct, by its full id, with the reason. */
export interface Acknowledged {
  /** The path of the construct inside the stack. */
  at: string;
  id: string;
  reason: string;
}

const functions = [
  ...["Store", "TenantRead", "TenantWrite", "Evidence", "Mail"].map((group) => `Deletion/${group}`),
  ...["Store", "TenantRead", "Package", "Mail"].map((group) => `Export/${group}`),
  ...["Store", "Gather", "Gate", "Mail"].map((group) => `Terms/${group}`),
  ...["Store", "TenantRead", "TenantWrite", "Mail"].map((group) => `Blocking/${group}`),
  ...["Store", "TenantRead", "TenantWrite", "Mail"].map((group) => `Restriction/${group}`),
  ...["Store", "TenantRead", "Mail"].map((group) => `Contest/${group}`),
  ...["Bulk/Work", "Recipients/Store", "Recipients/Calls"],
  ...["Answers", "Asks", "Decides", "Looks", "Takes", "Reacts", "Hears", "Wakes", "Keeps", "Tells"],
];
const doorsWithoutWaiting = ["Wakes", "Keeps", "Tells"];
const removesExports = ["Deletion/Store", "Export/Store"];
const usesParts = ["Recipients/Calls", "Hears", "Decides", "Export/Package", ...removesExports];
const usesPages = ["Export/TenantRead", "Export/Package", ...removesExports];
const usesPackages = ["Export/Package", "Answers", ...removesExports];
const usesReceipts = ["Deletion/Evidence", "Deletion/Mail", "Answers", "Keeps"];

const each = (places: string[], suffix: string, id: string, reason: string): Acknowledged[] =>
  places.map((place) => ({ at: `${place}${suffix}`, id, reason }));

const anyResource = "AwsSolutions::AwsSolutions-IAM5[Resource::*]";

const pages = ["Portal", "Console"];

/** All of them. A test removes each in turn and sees exactly one finding come back. */
export const acknowledgements: Acknowledged[] = [
  ...each(
    pages,
    "/Distribution/Resource",
    "AwsSolutions::AwsSolutions-CFR1",
    "People have their rights wherever they are just now.",
  ),
  ...each(
    pages,
    "/Distribution/Resource",
    "AwsSolutions::AwsSolutions-CFR2",
    "It serves the same few files to everybody and takes nothing in; what takes something in is the API, which has its own limits.",
  ),
  ...each(
    pages,
    "/Distribution/Resource",
    "AwsSolutions::AwsSolutions-CFR3",
    "Its log would hold the address of everybody who asks for their rights, and nobody needs it.",
  ),
  ...each(
    pages,
    "/Distribution/Resource",
    "AwsSolutions::AwsSolutions-CFR4",
    "CloudFront's own domain name leaves no choice; a domain and a certificate of the installation's own bring TLS 1.2.",
  ),
  ...each(
    functions,
    "/Role/DefaultPolicy/Resource",
    anyResource,
    "X-Ray takes trace segments for no narrower resource.",
  ),
  ...each(
    ["Deletion", "Export", "Terms", "Blocking", "Restriction", "Contest", "Bulk"].map(
      (story) => `${story}/Story/Machine`,
    ),
    "/Role/DefaultPolicy/Resource",
    anyResource,
    "X-Ray, and the delivery of logs, have no narrower resource (Step Functions developer guide, logging).",
  ),
  ...each(
    usesReceipts,
    "/Rights/Resource",
    "AwsSolutions::AwsSolutions-IAM5[Resource::<ArchiveReceipts88194F47.Arn>/*]",
    "The objects of one bucket that holds nothing but receipts; their names come into being with the requests.",
  ),
  ...each(
    ["Keeps"],
    "/Rights/Resource",
    "AwsSolutions::AwsSolutions-IAM5[Resource::<ArchiveReceipts88194F47.Arn>/0*]",
    "Receipts begin with a digit, checkpoints with a letter: it removes receipts whose time is over, and can remove no checkpoint.",
  ),
  ...each(
    usesParts,
    "/Rights/Resource",
    "AwsSolutions::AwsSolutions-IAM5[Resource::<ArchivePartsD8F8CA7D.Arn>/*]",
    "The objects of one bucket that holds nothing but what recipients handed over; their names come into being with the requests.",
  ),
  ...each(
    usesPages,
    "/Rights/Resource",
    "AwsSolutions::AwsSolutions-IAM5[Resource::<ArchivePagesEEEAC443.Arn>/*]",
    "The objects of one bucket that holds nothing but what was collected for exports; their names come into being with the requests.",
  ),
  ...each(
    usesPackages,
    "/Rights/Resource",
    "AwsSolutions::AwsSolutions-IAM5[Resource::<ArchiveExports61BCEB14.Arn>/*]",
    "The objects of one bucket that holds nothing but packages; their names come into being with the requests.",
  ),
  ...["deletion", "export", "terms", "blocking", "restriction", "contest", "bulk"].flatMap((story) =>
    each(
      ["Decides", "Looks"],
      "/Rights/Resource",
      `AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:habeas-${story}:*]`,
      "The runs of one story, which are named by requests, campaigns or lists that come into being later.",
    ),
  ),
  ...each(
    ["Answers", "Decides", "Looks", "Reacts", "Recipients/Calls", "Blocking/Store", "Restriction/Store"],
    "/Rights/Resource",
    "AwsSolutions::AwsSolutions-IAM5[Resource::<PlannedGroup3446A52D.Arn>/*]",
    "The wakings of one group, which are named by the holds they review, the links they send, the blocks and events they look at again and the recipients they remind of.",
  ),
  ...each(
    functions.filter((place) => !doorsWithoutWaiting.includes(place)),
    "/Code/Resource",
    "Serverless::Serverless-LambdaDLQ",
    "Its caller waits for the answer and retries by itself: nothing is handed over that could be lost.",
  ),
  {
    at: "Api/Http/ANY--auth0--log-events/Resource",
    id: "AwsSolutions::AwsSolutions-APIG4",
    reason:
      "Auth0's log stream proves itself by the value that was agreed, which the function compares in constant time; it cannot fetch a token.",
  },
  {
    at: "Api/Http/ANY--recipients--{proxy+}/Resource",
    id: "AwsSolutions::AwsSolutions-APIG4",
    reason:
      "A recipient proves itself by its signature over what it sends, which the function checks; it has no token of the tenant.",
  },
  {
    at: "Reacts/Live/SqsEventSource:habeasLogEventsQueue95865067/Resource",
    id: "Serverless::Serverless-LambdaEventSourceMappingDestination",
    reason: "A queue has no such destination: what cannot be worked off goes to its own dead-letter queue.",
  },
  {
    at: "LogEvents/DeadLetters/Resource",
    id: "Serverless::Serverless-SQSRedrivePolicy",
    reason: "It is the dead-letter queue itself.",
  },
  ...pathsProvenByToken.map((path) => ({
    at: `Api/Http/ANY${path.replaceAll("/", "--")}/Resource`,
    id: "AwsSolutions::AwsSolutions-APIG4",
    reason:
      "The function proves every caller by the tenant's access token, and asks for a fresh login where one is needed; a gateway's authorizer can do neither the second nor answer in problem details. What is public (keys, API description) is meant to be.",
  })),
  {
    at: "DeadLetters/Resource",
    id: "Serverless::Serverless-SQSRedrivePolicy",
    reason: "It is the dead-letter queue itself.",
  },
  {
    at: "Tables/Subjects/Resource",
    id: "AwsSolutions::AwsSolutions-DDB3",
    reason: "What a person asked to be forgotten must not come back from a backup.",
  },
];
