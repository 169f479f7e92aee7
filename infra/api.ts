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

  /** Officers, the log stream and recipients have functions of their own: each has rights that the others have not. */
  answeredBy({
    people,
    officers,
    stream,
    recipients,
  }: Record<"people" | "officers" | "stream" | "recipients", IFunction>): void {
    this.http.addRoutes({
      path: "/recipients/{proxy+}",
      integration: new HttpLambdaIntegration("Recipients", recipients),
    });
    this.http.addRoutes({ path: "/auth0/log-events", integration: new HttpLambdaIntegration("Stream", stream) });
    this.http.addRoutes({ path: "/officer/{proxy+}", integration: new HttpLambdaIntegration("Officers", officers) });
    this.http.addRoutes({ path: "/{proxy+}", integration: new HttpLambdaIntegration("Function", people) });
  }
}
