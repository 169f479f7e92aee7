import { clientFolder, generateClient } from "./generate.ts";

// `npm run client`, after a route has changed; a test says when.
await generateClient(clientFolder);
console.log("web/shared/client is written from the routes.");
