import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { Clock } from "#kernel/clock.ts";
import { called } from "../aws-failure.ts";
import { rememberedSecrets } from "./remembered-secrets.ts";
import { SecretMissing, type SecretName, type Secrets } from "./secrets.ts";

/** Secrets as SSM parameters of type SecureString, `<prefix>/<name>`. Each is kept for 5 minutes. */
export const ssmSecrets = ({ client, prefix, clock }: { client: SSMClient; prefix: string; clock: Clock }): Secrets => {
  const find = async (name: SecretName): Promise<string> => {
    const Name = `${prefix}/${name}`;
    const missing = () =>
      new SecretMissing(`There is no secret ${name}. Put it into the SSM parameter ${Name}, of type SecureString.`);
    try {
      const { Parameter } = await called("SSM", client.send(new GetParameterCommand({ Name, WithDecryption: true })));
      const value = Parameter?.Value?.trim() ?? "";
      if (value === "") throw missing();
      return value;
    } catch (error) {
      throw error instanceof Error && error.name === "ParameterNotFound" ? missing() : error;
    }
  };
  return { read: rememberedSecrets(clock, find).read };
};
