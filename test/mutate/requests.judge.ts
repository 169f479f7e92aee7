/// <reference types="vite/client" />
import { judges } from "./judges.ts";

// every fault at every call takes seconds, and what it would notice others notice first
judges(import.meta.glob(["../requests/**/*.test.ts", "!../requests/**/faults.test.ts"]));
