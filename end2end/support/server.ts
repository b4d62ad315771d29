// A server of the test's own: the executable that users get, on a free port, with a fresh folder for its data.

import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { openSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const EXECUTABLE = process.env.TIMETHER_E2E_BIN ?? resolve(__dirname, "../../target/release/timether");
const START_SECONDS = 20;

export interface RunningServer {
  /** Where it listens, without a slash at the end. */
  url: string;
  /** Its folder: database, secrets, log. */
  folder: string;
  /** The environment it runs with, for calling the executable's other commands on the same data. */
  environment: NodeJS.ProcessEnv;
  /** The path of the executable. */
  executable: string;
  /** What it wrote so far. */
  log(): Promise<string>;
  /** Ends it as an operator would, and removes its folder. */
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? found(address.port) : failed(new Error("no port"))));
    });
  });
}

/** Starts a server and waits until it says that it is ready. */
export async function startServer(extra: NodeJS.ProcessEnv = {}): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), "timether-e2e-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    TIMETHER_DATABASE_URL: `sqlite://${join(folder, "timether.db")}`,
    TIMETHER_LISTEN: `127.0.0.1:${port}`,
    TIMETHER_PUBLIC_URL: url,
    ...extra,
  };
  const logFile = join(folder, "server.log");
  const output = openSync(logFile, "a");
  const child = spawn(EXECUTABLE, ["serve"], { cwd: folder, env: environment, stdio: ["ignore", output, output] });
  const log = () => readFile(logFile, "utf8");

  for (let tries = 0; ; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended at once (${child.exitCode}):\n${await log()}`);
    if (tries > START_SECONDS * 20) {
      child.kill("SIGKILL");
      throw new Error(`the server was not ready after ${START_SECONDS} s:\n${await log()}`);
    }
    const ready = await fetch(`${url}/health/ready`).then((answer) => answer.ok, () => false);
    if (ready) break;
    await sleep(50);
  }
  return { url, folder, environment, executable: EXECUTABLE, log, stop: () => stopServer(child, folder) };
}

async function stopServer(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await Promise.race([ended, sleep(12_000).then(() => child.kill("SIGKILL"))]);
  }
  await rm(folder, { recursive: true, force: true });
}
