// In a fresh process: loads the bundle named by the first argument, calls it once with the event of the second, and prints milliseconds
// from before the import until the first answer. An error is an answer too: what is measured is the way to it.
import { createRequire } from "node:module";

const [file = "", event = "{}"] = process.argv.slice(2);
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true; // the function's own log
const began = performance.now();
const { handler } = createRequire(import.meta.url)(file);
const loaded = performance.now();
let ended = "answered";
try {
  await handler(JSON.parse(event), { awsRequestId: "bench" });
} catch (error) {
  ended = error.name;
}
write(JSON.stringify({ ms: performance.now() - began, importMs: loaded - began, ended }));
process.exit(0);
