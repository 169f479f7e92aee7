import { campaignsContract } from "../contracts/campaigns.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";

campaignsContract("SQLite", sqliteInMemory);
