import { RemovalPolicy, Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type IKey, Key, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";

/** A key for each class of data, so that each has its own rights, its own trail, and can be destroyed alone. */
export class Keys extends Construct {
  /** Data at rest in tables, buckets and logs. */
  readonly storage: IKey;
  /** Wraps each person's data key. */
  readonly subject: IKey;
  /** Wraps the key of each closing record. */
  readonly closing: IKey;
  /** Seals the tokens of parked runs. */
  readonly token: IKey;
  /** HMAC: finds a person by their user id without storing it. */
  readonly lookup: IKey;
  /** Signs receipts. A new one goes in front; the others stay, for what they signed. */
  readonly signing: IKey[];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const sealing = (name: string, description: string) =>
      new Key(this, name, { description, enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });

    this.storage = sealing("Storage", "Habeas: tables, receipts and logs at rest");
    this.subject = sealing("Subject", "Habeas: personal data of subjects");
    this.closing = sealing("Closing", "Habeas: closing records");
    this.token = sealing("Token", "Habeas: tokens of parked runs");
    this.lookup = new Key(this, "Lookup", {
      description: "Habeas: user ids to subject references",
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.signing = [
      new Key(this, "Signing", {
        description: "Habeas: receipts",
        keySpec: KeySpec.ECC_NIST_P256,
        keyUsage: KeyUsage.SIGN_VERIFY,
        removalPolicy: RemovalPolicy.RETAIN,
      }),
    ];
    this.letLogsUse(this.storage);
  }

  /** CloudWatch Logs encrypts for the log groups of this account and no other. */
  private letLogsUse(key: IKey): void {
    const { region, account, partition } = Stack.of(this);
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        resources: ["*"],
        conditions: {
          ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:${partition}:logs:${region}:${account}:log-group:*` },
        },
      }),
    );
  }
}
