import { buildWeb } from "./build.ts";

// `npm run web`: builds the pages, whatever is there already.
process.env.NODE_ENV = "production";
await buildWeb();
console.log("The pages are built into dist/web.");
