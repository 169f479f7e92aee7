// npm run test:aws: the AWS fulfilments against an independent AWS, the moto server (PyPI) and DynamoDB Local (Maven Central). What cannot
// be had on this machine is said, and its tests are reported as skipped.
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = join(root, "node_modules/.cache/habeas-aws");
const [motoVersion, dynamoVersion] = ["5.2.5", "2.6.1"];

const firstLine = (error) =>
  String(error.stderr || error.message)
    .trim()
    .split("\n")
    .at(-1)
    ?.slice(0, 200);

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const answers = async (url) => {
  for (let time = 0; time < 100; time += 1) {
    try {
      await fetch(url);
      return;
    } catch {
      await setTimeout(200);
    }
  }
  throw new Error(`nothing answers at ${url}`);
};

const started = [];
const start = async (command, args, options = {}) => {
  const child = spawn(command, args, { stdio: "ignore", ...options });
  child.on("error", () => {});
  started.push(child);
  return child;
};

const startMoto = async () => {
  const home = join(cache, `moto-${motoVersion}`);
  const server = join(home, "bin/moto_server");
  if (!existsSync(server)) {
    await run("python3", ["-m", "venv", home]);
    await run(join(home, "bin/pip"), ["install", "--quiet", `moto[server]==${motoVersion}`], { timeout: 300_000 });
  }
  const port = await freePort();
  await start(server, ["-H", "127.0.0.1", "-p", String(port)]);
  await answers(`http://127.0.0.1:${port}/moto-api/data.json`);
  return `http://127.0.0.1:${port}`;
};

const pom = `<project><modelVersion>4.0.0</modelVersion><groupId>dev.habeas</groupId><artifactId>tests</artifactId><version>1</version>
<dependencies><dependency><groupId>com.amazonaws</groupId><artifactId>DynamoDBLocal</artifactId><version>${dynamoVersion}</version></dependency></dependencies></project>`;

const startDynamo = async () => {
  const home = join(cache, `dynamodb-${dynamoVersion}`);
  await run("java", ["-version"]);
  if (!existsSync(join(home, "lib", `DynamoDBLocal-${dynamoVersion}.jar`))) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "pom.xml"), pom);
    const goal = "dependency:copy-dependencies";
    await run("mvn", ["-q", "-B", goal, "-DoutputDirectory=lib"], { cwd: home, timeout: 300_000 });
  }
  const port = await freePort();
  const main = "com.amazonaws.services.dynamodbv2.local.main.ServerRunner";
  const args = [
    "-Djava.library.path=lib",
    "-cp",
    "lib/*",
    main,
    "-inMemory",
    "-disableTelemetry",
    "-port",
    String(port),
  ];
  await start("java", args, { cwd: home });
  await answers(`http://127.0.0.1:${port}/`);
  return `http://127.0.0.1:${port}`;
};

const environment = { ...process.env };
for (const [variable, name, open] of [
  ["MOTO_URL", "moto", startMoto],
  ["DYNAMODB_LOCAL_URL", "DynamoDB Local", startDynamo],
]) {
  try {
    environment[variable] = await open();
    console.log(`${name} listens at ${environment[variable]}`);
  } catch (error) {
    console.log(`skipped: everything against ${name}, because ${firstLine(error)}`);
  }
}

const vitest = join(root, "node_modules/vitest/vitest.mjs");
const tests = spawn(process.execPath, [vitest, "run", "--config", "vitest.aws.config.ts", ...process.argv.slice(2)], {
  cwd: root,
  env: environment,
  stdio: "inherit",
});
process.exitCode = await new Promise((resolve) => tests.on("exit", (code) => resolve(code ?? 1)));
for (const child of started) child.kill("SIGTERM");
