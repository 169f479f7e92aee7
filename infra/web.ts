import { CfnOutput, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { cacheControl, pageHeaders } from "#web/headers.ts";
import type { Configuration } from "#web/shared/configuration.ts";

export interface WebProps {
  configuration: Configuration;
  accessLogs: IBucket;
}

/** Every address of a page is index.html; only files have a dot in their last part. */
const pagesAreIndex = `function handler(event) {
  var request = event.request;
  if (!/\\.[^/]*$/.test(request.uri)) request.uri = "/index.html";
  return request;
}`;

/** One application's pages: a closed bucket behind CloudFront, filled by `npm run pages:upload`, with the headers that the host of one machine sends too. */
export class Web extends Construct {
  readonly origin: string;

  constructor(scope: Construct, id: string, { configuration, accessLogs }: WebProps) {
    super(scope, id);
    const files = new Bucket(this, "Files", {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const behaviour = (name: string, path: string) => ({
      origin: S3BucketOrigin.withOriginAccessControl(files),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: path.startsWith("/assets/") ? CachePolicy.CACHING_OPTIMIZED : CachePolicy.CACHING_DISABLED,
      responseHeadersPolicy: this.headers(name, path, configuration),
      compress: true,
    });
    const toIndex = new EdgeFunction(this, "PagesAreIndex", {
      code: FunctionCode.fromInline(pagesAreIndex),
      runtime: FunctionRuntime.JS_2_0,
    });
    const distribution = new Distribution(this, "Distribution", {
      comment: `Habeas ${id.toLowerCase()}`,
      defaultBehavior: {
        ...behaviour("PageHeaders", "/"),
        functionAssociations: [{ function: toIndex, eventType: FunctionEventType.VIEWER_REQUEST }],
      },
      additionalBehaviors: { "/assets/*": behaviour("AssetHeaders", "/assets/") },
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
    });
    this.origin = `https://${distribution.domainName}`;
    const told = (name: string, value: string, description: string) =>
      new CfnOutput(Stack.of(this), `${id}${name}`, { value, description });
    told("Url", this.origin, `Where the ${id.toLowerCase()} is`);
    told("Bucket", files.bucketName, "Where `npm run pages:upload` puts its files");
    told("Configuration", Stack.of(this).toJsonString(configuration), "What its /config.json says");
  }

  /** What `pageHeaders` says, in CloudFront's own fields where it insists on them. */
  private headers(name: string, path: string, { apiUrl, tenantDomain }: Configuration): ResponseHeadersPolicy {
    const {
      "content-security-policy": contentSecurityPolicy = "",
      "referrer-policy": _referrer,
      "x-content-type-options": _contentType,
      "x-frame-options": _frame,
      ...others
    } = pageHeaders({ apiUrl, tenantUrl: `https://${tenantDomain}` });
    const custom = { ...others, "cache-control": cacheControl(path) };
    return new ResponseHeadersPolicy(this, name, {
      responseHeadersPolicyName: `${Stack.of(this).stackName}-${this.node.id}-${name}`,
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(730), override: true },
      },
      customHeadersBehavior: {
        customHeaders: Object.entries(custom).map(([header, value]) => ({ header, value, override: true })),
      },
    });
  }
}
