import { termsContract } from "../contracts/terms.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";

termsContract("SQLite", sqliteInMemory);
