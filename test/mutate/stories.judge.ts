/// <reference types="vite/client" />
import { judges } from "./judges.ts";

judges(import.meta.glob(["../deletion/*.test.ts", "../ports/audit.test.ts", "../ports/requests.test.ts"]));
