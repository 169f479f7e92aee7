import { pacerContract } from "../contracts/pacer.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";

pacerContract("SQLite", sqliteInMemory);
