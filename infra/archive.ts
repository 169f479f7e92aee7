import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";

/** The files that outlive a run. Receipts are written once and kept; who read them is logged beside. */
export class Archive extends Construct {
  readonly receipts: Bucket;
  /** Where S3 writes down who read which file of ours. */
  readonly accessLogs: Bucket;

  constructor(scope: Construct, id: string, { key }: { key: IKey }) {
    super(scope, id);
    const closed = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    this.accessLogs = new Bucket(this, "AccessLogs", {
      ...closed,
      encryption: BucketEncryption.S3_MANAGED, // the only one that S3 can write its own logs under
      lifecycleRules: [{ expiration: Duration.days(400) }],
    });
    this.receipts = new Bucket(this, "Receipts", {
      ...closed,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      versioned: true,
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: "receipts/",
    });
  }
}
