import { type Duration, RemovalPolicy } from "aws-cdk-lib";
import { Policy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Alias, Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { type FunctionName, functionRights } from "#runtime/functions.ts";
import type { Bundles } from "./bundle.ts";
import { permissions } from "./permissions.ts";
import type { Shared } from "./shared.ts";
import { environmentFor } from "./variables.ts";

export interface FunctionProps {
  name: FunctionName;
  bundles: Bundles;
  shared: Shared;
  /** Longer than the function's slowest answer, shorter than its caller's patience. */
  timeout: Duration;
  /** Where events go that were handed over without waiting and could not be worked off. */
  deadLetters?: IQueue;
}

/** One bundle with one role: the permissions and variables of its rights, called through the alias `live` only. */
export class HabeasFunction extends Construct {
  readonly live: Alias;
  readonly role: Role;

  constructor(scope: Construct, id: string, { name, bundles, shared, timeout, deadLetters }: FunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, "Log", {
      retention: RetentionDays.ONE_YEAR,
      encryptionKey: shared.keys.storage,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    const rights = new Policy(this, "Rights", {
      roles: [this.role],
      statements: [
        ...functionRights[name].flatMap((right) => permissions[right](shared)),
        new PolicyStatement({
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [logGroup.logGroupArn],
        }),
      ],
    });
    const code = new LambdaFunction(this, "Code", {
      description: `Habeas: ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundles.folderOf(name)),
      handler: "index.handler",
      role: this.role,
      environment: environmentFor(name, shared),
      memorySize: 1024,
      timeout,
      logGroup,
      tracing: Tracing.ACTIVE,
      ...(deadLetters && { deadLetterQueue: deadLetters }),
      // a run begun under an older deployment may still call what it knew
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
    code.node.addDependency(rights);
    this.live = new Alias(this, "Live", { aliasName: "live", version: code.currentVersion });
  }
}
