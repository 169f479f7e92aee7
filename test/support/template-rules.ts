import { ofType, type Resource, type Template } from "./synthesis.ts";

/** Makes a template bad in one place. */
export type Spoil = (template: Template) => void;

export interface TemplateRule {
  /** What holds, as a sentence. */
  holds: string;
  /** Ids of the resources for which it does not. */
  faults(template: Template): string[];
  /** How many resources it is about. */
  looksAt(template: Template): number;
  badTwins: Spoil[];
}

type Holds = (resource: Resource, template: Template) => boolean;

const every = (
  holds: string,
  types: string[],
  isRight: Holds,
  ...spoils: ((resource: Resource) => void)[]
): TemplateRule => {
  const about = (template: Template) => types.flatMap((type) => ofType(template, type));
  return {
    holds,
    faults: (template) => about(template).flatMap(([id, resource]) => (isRight(resource, template) ? [] : [id])),
    looksAt: (template) => about(template).length,
    badTwins: spoils.map((spoil) => (template) => {
      const [[, first] = []] = about(template);
      if (first !== undefined) spoil(first);
    }),
  };
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const all = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const statementsOf = ({ Properties }: Resource): Record<string, unknown>[] =>
  all(Properties.PolicyDocument.Statement).filter(isObject);

/** What AWS takes for no narrower resource. */
const withoutResource =
  /^(xray:Put|logs:(CreateLogDelivery|GetLogDelivery|UpdateLogDelivery|DeleteLogDelivery|ListLogDeliveries|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)|xray:GetSampling)/;

const isExact = (statement: Record<string, unknown>): boolean => {
  const actions = all(statement.Action).map(String);
  if (actions.some((action) => action.includes("*"))) return false;
  return !all(statement.Resource).includes("*") || actions.every((action) => withoutResource.test(action));
};

const refersTo = (value: unknown, template: Template): string | undefined => {
  const id = isObject(value)
    ? (value.Ref ?? (Array.isArray(value["Fn::GetAtt"]) ? value["Fn::GetAtt"][0] : undefined))
    : undefined;
  return typeof id === "string" ? template.Resources[id]?.Type : undefined;
};

const keptTypes = [
  "AWS::DynamoDB::Table",
  "AWS::KMS::Key",
  "AWS::S3::Bucket",
  "AWS::Logs::LogGroup",
  "AWS::Lambda::Version",
  "AWS::StepFunctions::StateMachine",
  "AWS::StepFunctions::StateMachineVersion",
];

const isKeptUndelivered = (target: {
  DeadLetterConfig?: { Arn?: unknown };
  RetryPolicy?: { MaximumRetryAttempts?: number };
}) => target.DeadLetterConfig?.Arn !== undefined && (target.RetryPolicy?.MaximumRetryAttempts ?? 0) > 0;

export const templateRules: TemplateRule[] = [
  every(
    "no story writes what a run carries into a log (I10)",
    ["AWS::StepFunctions::StateMachine"],
    ({ Properties }) =>
      Properties.LoggingConfiguration?.IncludeExecutionData === false &&
      Properties.LoggingConfiguration?.Level === "ALL",
    ({ Properties }) => {
      Properties.LoggingConfiguration.IncludeExecutionData = true;
    },
    ({ Properties }) => {
      delete Properties.LoggingConfiguration;
    },
  ),
  every(
    "a story calls its functions through their alias only (I18)",
    ["AWS::StepFunctions::StateMachine"],
    ({ Properties }, template) =>
      Object.values(Properties.DefinitionSubstitutions).every(
        (value) => refersTo(value, template) === "AWS::Lambda::Alias",
      ),
    ({ Properties }) => {
      Properties.DefinitionSubstitutions.blockAccount = { "Fn::GetAtt": ["DeletionTenantWriteCode", "Arn"] };
    },
  ),
  every(
    "what is published of a story is reached by the alias (I18)",
    ["AWS::StepFunctions::StateMachineAlias"],
    ({ Properties }, template) =>
      refersTo(Properties.DeploymentPreference?.StateMachineVersionArn, template) ===
      "AWS::StepFunctions::StateMachineVersion",
    ({ Properties }) => {
      delete Properties.DeploymentPreference;
    },
  ),
  every(
    "tables are encrypted under a key of ours, and cannot be deleted by mistake",
    ["AWS::DynamoDB::Table"],
    ({ Properties }) =>
      Properties.SSESpecification?.SSEEnabled === true &&
      Properties.SSESpecification.KMSMasterKeyId !== undefined &&
      Properties.DeletionProtectionEnabled === true,
    ({ Properties }) => {
      delete Properties.SSESpecification;
    },
    ({ Properties }) => {
      Properties.DeletionProtectionEnabled = false;
    },
  ),
  every(
    "nothing copies the tables out: no stream, no export to another region",
    ["AWS::DynamoDB::Table"],
    ({ Properties }) =>
      Properties.StreamSpecification === undefined && Properties.KinesisStreamSpecification === undefined,
    ({ Properties }) => {
      Properties.StreamSpecification = { StreamViewType: "NEW_IMAGE" };
    },
  ),
  every(
    "buckets are encrypted and closed to the public",
    ["AWS::S3::Bucket"],
    ({ Properties }) =>
      Properties.BucketEncryption !== undefined &&
      Object.values(Properties.PublicAccessBlockConfiguration ?? { none: false }).every((value) => value === true),
    ({ Properties }) => {
      delete Properties.BucketEncryption;
    },
    ({ Properties }) => {
      Properties.PublicAccessBlockConfiguration.BlockPublicPolicy = false;
    },
  ),
  every(
    "queues are encrypted; what waits is kept for 4 days, and what could not be worked off for 14",
    ["AWS::SQS::Queue"],
    ({ Properties: { SqsManagedSseEnabled, KmsMasterKeyId, RedrivePolicy, MessageRetentionPeriod } }) =>
      (SqsManagedSseEnabled === true || KmsMasterKeyId !== undefined) &&
      MessageRetentionPeriod === (RedrivePolicy === undefined ? 14 : 4) * 86_400,
    ({ Properties }) => {
      Properties.SqsManagedSseEnabled = false;
      delete Properties.KmsMasterKeyId;
    },
    ({ Properties }) => {
      delete Properties.MessageRetentionPeriod;
    },
  ),
  every(
    "every log has an end and a key",
    ["AWS::Logs::LogGroup"],
    ({ Properties }) => Properties.RetentionInDays > 0 && Properties.KmsKeyId !== undefined,
    ({ Properties }) => {
      delete Properties.RetentionInDays;
    },
    ({ Properties }) => {
      delete Properties.KmsKeyId;
    },
  ),
  every(
    "what is kept outlives the stack, and so do older versions (I18)",
    keptTypes,
    ({ DeletionPolicy, UpdateReplacePolicy }) => DeletionPolicy === "Retain" && UpdateReplacePolicy === "Retain",
    (resource) => {
      resource.DeletionPolicy = "Delete";
    },
    (resource) => {
      delete resource.UpdateReplacePolicy;
    },
  ),
  every(
    "what cannot be delivered by a rule is tried again and kept (I1)",
    ["AWS::Events::Rule"],
    ({ Properties }) => Properties.Targets.length > 0 && Properties.Targets.every(isKeptUndelivered),
    ({ Properties }) => {
      delete Properties.Targets[0].DeadLetterConfig;
    },
    ({ Properties }) => {
      delete Properties.Targets[0].RetryPolicy;
    },
  ),
  every(
    "what cannot be delivered by a schedule is tried again and kept (I1)",
    ["AWS::Scheduler::Schedule"],
    ({ Properties }) => isKeptUndelivered(Properties.Target),
    ({ Properties }) => {
      delete Properties.Target.DeadLetterConfig;
    },
    ({ Properties }) => {
      Properties.Target.RetryPolicy.MaximumRetryAttempts = 0;
    },
  ),
  every(
    "permissions name exact actions and resources",
    ["AWS::IAM::Policy"],
    (policy) => statementsOf(policy).every(isExact),
    (policy) => {
      Object.assign(statementsOf(policy)[0] ?? {}, { Action: "dynamodb:*" });
    },
    (policy) => {
      Object.assign(statementsOf(policy)[0] ?? {}, { Action: "dynamodb:PutItem", Resource: "*" });
    },
  ),
  every(
    "every function has a role of its own",
    ["AWS::Lambda::Function"],
    ({ Properties }, template) =>
      ofType(template, "AWS::Lambda::Function").filter(
        ([, other]) => JSON.stringify(other.Properties.Role) === JSON.stringify(Properties.Role),
      ).length === 1 && Properties.Role !== undefined,
    (resource) => {
      delete resource.Properties.Role;
    },
  ),
  every(
    "keys that can be rotated are",
    ["AWS::KMS::Key"],
    ({ Properties }) => Properties.KeySpec !== undefined || Properties.EnableKeyRotation === true,
    ({ Properties }) => {
      delete Properties.EnableKeyRotation;
    },
  ),
  every(
    "the API's access log says neither who called nor what was sent (I10)",
    ["AWS::ApiGatewayV2::Stage"],
    ({ Properties }) =>
      Properties.AccessLogSettings?.DestinationArn !== undefined &&
      !/\$context\.(identity|authorizer|path)|\$request/.test(Properties.AccessLogSettings.Format) &&
      Properties.DefaultRouteSettings?.DataTraceEnabled !== true &&
      Properties.DefaultRouteSettings?.ThrottlingRateLimit > 0,
    ({ Properties }) => {
      Properties.AccessLogSettings.Format = '{"ip":"$context.identity.sourceIp"}';
    },
    ({ Properties }) => {
      Properties.DefaultRouteSettings.DataTraceEnabled = true;
    },
    ({ Properties }) => {
      delete Properties.DefaultRouteSettings.ThrottlingRateLimit;
    },
  ),
];

/** What is wrong, each as "sentence: resource". */
export const faultsOf = (template: Template): string[] =>
  templateRules.flatMap((rule) => rule.faults(template).map((id) => `${rule.holds}: ${id}`));
