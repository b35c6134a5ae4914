import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';

/** The program as `npm start` runs it, in its own process. */
export interface Program {
  child: ChildProcess;
  /** Everything it has printed so far. */
  output(): string;
  /** Resolves with the address once it serves. */
  address(): Promise<string>;
  exitCode(): Promise<number | null>;
}

/** Builds what `runProgram` runs; quick if nothing changed. */
export function buildProgram(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
}

/** Starts the program on a data folder that belongs to the test. @param cwd the checkout, or another folder with a build. */
export function runProgram(
  dataDir: string,
  environment: Record<string, string>,
  args = ['--no-demo'],
  cwd = process.cwd(),
): Program {
  const child = spawn(process.execPath, ['dist/src/server.js', ...args], {
    cwd,
    env: { PATH: process.env.PATH, NODE_ENV: 'test', LOG_LEVEL: 'silent', DATA_DIR: dataDir, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close') as Promise<[number | null]>;
  return {
    child,
    output: () => output,
    exitCode: async () => (await ended)[0],
    address: () =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = /tại (http:\S+)/.exec(output)?.[1];
          if (found) resolve(found);
        };
        child.stdout.on('data', look);
        child.once('close', () => reject(new Error(`ended before it served:\n${output}`)));
        look();
      }),
  };
}

/** Runs an operator's command in its own process; resolves with what it printed, line by line. */
export function command(
  name: string,
  environment: Record<string, string>,
  ...args: string[]
): Promise<{ code: number | null; lines: string[] }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [`dist/src/commands/${name}.js`, ...args], {
      env: { PATH: process.env.PATH, NODE_ENV: 'development', LOG_LEVEL: 'silent', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('close', (code) => resolve({ code, lines: output.trim().split('\n') }));
  });
}

/**
 * A port that is free now and that stays free until the program listens, some seconds later: it lies
 * below those that a system hands out by itself (from 32,768), which the suites beside this one take.
 */
export async function freePort(): Promise<string> {
  const port = randomInt(10_000, 32_768);
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return await freePort();
  }
  await promisify(probe.close.bind(probe))();
  return String(port);
}

/**
 * The process of the PostgreSQL that the program runs on the folder. Throws while it starts: its file is empty for a
 * moment, and to kill process 0 is to kill the tests.
 */
export function postmasterPid(dataDir: string): number {
  const [pid] = fs.readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  if (!Number(pid)) throw new Error('PostgreSQL is only starting.');
  return Number(pid);
}
