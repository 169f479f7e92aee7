import type { LogEvent } from "#local/tenant/log-events.ts";
import { type Document, logSchemas } from "./documents.ts";
import { type Findings, schemaChecker } from "./json-schema.ts";

interface LogDocument {
  /** By type code. */
  logTypes: Record<string, { properties: Record<string, object> }>;
  /** The category of each type, by which log streams filter. */
  logStreamCategory: Record<string, string>;
}

/**
 * Says what is wrong with a log record. The schemas are open, since live records have more than they say; a record of ours that has
 * more is an invention, and counts as wrong.
 */
export const readLogContract = (document: Document = logSchemas): ((event: LogEvent) => Findings) => {
  const { logTypes, logStreamCategory } = document.read() as LogDocument;
  const { compile } = schemaChecker();
  const checks = new Map(Object.entries(logTypes).map(([type, schema]) => [type, compile(schema)]));
  return (event) => {
    const known = logTypes[event.type]?.properties;
    if (known === undefined) return [`${event.type}: no such type`];
    const invented = Object.keys(event).filter((field) => !(field in known));
    const findings = [
      ...(checks.get(event.type)?.(event) ?? []),
      ...invented.map((field) => `/${field} is no field of this type`),
      ...(event.type in logStreamCategory ? [] : ["no log stream can ask for it"]),
    ];
    return findings.map((finding) => `${event.type}: ${finding}`);
  };
};
