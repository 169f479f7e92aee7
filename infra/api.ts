import { RemovalPolicy } from "aws-cdk-lib";
import { type CfnStage, HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

/** What a call leaves in the access log: when, what, how it ended; never who, nor what was sent. */
const accessLogFormat = JSON.stringify({
  time: "$context.requestTime",
  requestId: "$context.requestId",
  method: "$context.httpMethod",
  route: "$context.routeKey",
  status: "$context.status",
  latencyMs: "$context.responseLatency",
  error: "$context.integrationErrorMessage",
});

/** Which paths go to which function; of several that fit, the gateway takes the one that says most. */
const pathsOf = {
  recipients: ["/recipients/{proxy+}"],
  stream: ["/auth0/log-events"],
  terms: ["/terms", "/terms/{proxy+}"],
  officersAtTheTenant: [
    "/officer/terms",
    "/officer/terms/{proxy+}",
    "/officer/blocks",
    "/officer/blocks/{proxy+}",
    "/officer/bulk-blocks",
    "/officer/bulk-blocks/{proxy+}",
    "/officer/users/{proxy+}",
    "/officer/addresses/{proxy+}",
  ],
  officers: ["/officer/{proxy+}"],
  people: ["/{proxy+}"],
} as const;
export type Answering = keyof typeof pathsOf;

/** The paths behind which a function proves each caller by the tenant's access token. */
export const pathsProvenByToken: readonly string[] = ["people", "terms", "officers", "officersAtTheTenant"].flatMap(
  (name) => pathsOf[name as Answering],
);

/** How the integrations are called in the template, where a name that changes is a route made anew. */
const idOf: Record<Answering, string> = {
  recipients: "Recipients",
  stream: "Stream",
  terms: "Terms",
  officersAtTheTenant: "OfficersAtTheTenant",
  officers: "Officers",
  people: "Function",
};

/** The HTTP API. Every path goes to one of a few functions, which know their routes and prove who calls. */
export class Api extends Construct {
  readonly http: HttpApi;

  constructor(scope: Construct, id: string, { logKey }: { logKey: IKey }) {
    super(scope, id);
    this.http = new HttpApi(this, "Http", { description: "Habeas: privacy requests" });
    const log = new LogGroup(this, "AccessLog", {
      retention: RetentionDays.ONE_YEAR,
      encryptionKey: logKey,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const stage = this.http.defaultStage?.node.defaultChild as CfnStage;
    stage.accessLogSettings = { destinationArn: log.logGroupArn, format: accessLogFormat };
    stage.defaultRouteSettings = { throttlingRateLimit: 50, throttlingBurstLimit: 100 };
  }

  /** Each of these has rights that the others have not, so each is a function of its own. */
  answeredBy(functions: Record<Answering, IFunction>): void {
    for (const [name, paths] of Object.entries(pathsOf) as [Answering, readonly string[]][]) {
      const integration = new HttpLambdaIntegration(idOf[name], functions[name]);
      for (const path of paths) this.http.addRoutes({ path, integration });
    }
  }
}
