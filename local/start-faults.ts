/** The one sentence a person needs when the system cannot start: what is wrong, and what to do. A bug keeps its stack. */
export const sentenceFor = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const plain = [
    "PolicyFault",
    "DataInUse",
    "PortInUse",
    "StoryRefused",
    "DocumentFault",
    "SecretMissing",
    "Busy",
    "TenantRefused",
    "GateMissing",
    "GateNotBuilt",
  ];
  return plain.includes(error.name) ? error.message.replaceAll("\n", "\n  ") : (error.stack ?? error.message);
};
