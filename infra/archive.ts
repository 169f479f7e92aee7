import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";

/** The files that outlive a run. Receipts are written once and kept; who read them is logged beside. */
export class Archive extends Construct {
  readonly receipts: Bucket;
  /** What recipients hand over for exports: gone after some weeks, whatever became of the export. */
  readonly parts: Bucket;
  /** What was collected for an export and is not packed yet. */
  readonly pages: Bucket;
  /** Packages, as people fetch them. */
  readonly exports: Bucket;
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
    this.parts = new Bucket(this, "Parts", {
      ...closed,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: "parts/",
      // longer than a legal month, in which the export must be answered, and no longer than a package is kept
      lifecycleRules: [{ expiration: Duration.days(35), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    // nothing of an export is versioned: what is removed is gone. Lifetimes only catch what no step removed any more.
    const ofExports = (prefix: string, kept: number) => ({
      ...closed,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: `${prefix}/`,
      lifecycleRules: [{ expiration: Duration.days(kept), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    this.pages = new Bucket(this, "Pages", ofExports("pages", 35));
    this.exports = new Bucket(this, "Exports", ofExports("exports", 31));
    this.receipts = new Bucket(this, "Receipts", {
      ...closed,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      versioned: true,
      // what was removed when its time was over is gone for good a month later; of checkpoints nothing ever is
      lifecycleRules: [
        { prefix: "0", noncurrentVersionExpiration: Duration.days(30), expiredObjectDeleteMarker: true },
      ],
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: "receipts/",
    });
  }
}
