/// <reference types="vite/client" />
import { judges } from "./judges.ts";

// every permission at every door takes seconds, and what it would notice others notice first
judges(import.meta.glob(["../entry/officer/**/*.test.ts", "!../entry/officer/matrix.test.ts"]));
