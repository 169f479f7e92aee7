import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { indexAttributes, ttlAttribute } from "#ports/records/dynamo-table.ts";
import { indexNames } from "#ports/records/records.ts";

/** The two tables of docs/architecture.md, made as `ports/records` wants them. */
export class Tables extends Construct {
  /** Ids, states and times: may be restored to any moment. */
  readonly requests: Table;
  /** Sealed personal data: what is forgotten must not come back, so nothing of it can be restored. */
  readonly subjects: Table;

  constructor(scope: Construct, id: string, { key }: { key: IKey }) {
    super(scope, id);
    this.requests = recordsTable(this, "Requests", { key, restorable: true });
    this.subjects = recordsTable(this, "Subjects", { key, restorable: false });
  }
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

const recordsTable = (scope: Construct, id: string, { key, restorable }: { key: IKey; restorable: boolean }): Table => {
  const table = new Table(scope, id, {
    partitionKey: text("pk"),
    sortKey: text("sk"),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: key,
    timeToLiveAttribute: ttlAttribute,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: restorable },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  for (const indexName of indexNames) {
    const { pk, sk } = indexAttributes(indexName);
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: text(pk),
      sortKey: text(sk),
      projectionType: ProjectionType.ALL,
    });
  }
  return table;
};
