// The way in for every command: says one clear sentence on a Node that cannot run TypeScript, then runs the command.
// Plain JavaScript without new syntax, so that an old Node gets as far as the sentence.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Habeas needs Node 22.18 or later; this is ${process.versions.node}. Use "npm run ..." after "npm ci": it brings its own Node.`,
  );
  process.exit(1);
}
const [command = "", ...rest] = process.argv.slice(2);
process.argv.splice(2, process.argv.length, ...rest);
await import(new URL(`./${command}.ts`, import.meta.url).href);
