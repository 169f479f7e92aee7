import type { Bulk, BulkId } from "#kernel/bulk.ts";
import { UnknownBulk } from "#ports/bulks/bulks.ts";
import type { Ports } from "#ports/ports.ts";

/** The list of a run. Throws `UnknownBulk`: a bug, for it is stored before its run is started. */
export const requireBulk = async ({ bulks }: Pick<Ports, "bulks">, bulkId: BulkId): Promise<Bulk> => {
  const bulk = await bulks.find(bulkId);
  if (bulk === undefined) throw new UnknownBulk(`There is no list ${bulkId}.`);
  return bulk;
};
