import { auditContract } from "../contracts/audit.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";

auditContract("SQLite", sqliteInMemory);
