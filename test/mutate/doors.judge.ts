/// <reference types="vite/client" />
import { judges } from "./judges.ts";

// chance and the whole document take seconds, and what they would notice others notice first
judges(import.meta.glob(["../entry/**/*.test.ts", "!../entry/officer/**", "!../entry/**/{fuzz,openapi}.test.ts"]));
