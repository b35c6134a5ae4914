// The measured processes: the built program and the floor, each on its own port.
import { execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The settings of the program's connections on which PostgreSQL's plans depend; the same as in src/db/database.ts. */
export const POOL_SETTINGS = {
  work_mem: '16MB',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
};
export const POOL_OPTIONS = Object.entries(POOL_SETTINGS)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ');

/** Clock ticks per second on Linux, the same on every usual machine. */
const CLOCK_TICKS = 100;

/** Programs are measured as the image starts them: with its flags, and what it sets for the C library. */
const image = readFileSync(path.join(root, 'Dockerfile'), 'utf8');
const IMAGE_FLAGS = JSON.parse(/^CMD (\[.*\])$/m.exec(image)[1]).slice(1, -1);
const IMAGE_ENV = Object.fromEntries(
  Array.from(image.matchAll(/\b(MALLOC_\w+)=(\S+)/g), ([, name, value]) => [name, value]),
);

const SERVER = 'dist/src/server.js';
/** One account reads all pages, more of them than any officer may open. */
const NO_READING_LIMITS = ['--require', path.join(root, 'tests/bench/no-reading-limits.cjs')];

/** Starts a Node program that listens on PORT, and waits until it serves. Its output goes to `logFile`. */
export async function startProgram({ args, env, logFile, healthPath }) {
  const port = await freePort();
  const log = openSync(logFile, 'a');
  const child = spawn(
    process.execPath,
    [...IMAGE_FLAGS, ...(args.includes(SERVER) ? NO_READING_LIMITS : []), ...args],
    {
      cwd: root,
      stdio: ['ignore', log, log],
      env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), ...IMAGE_ENV, ...env },
    },
  );
  const ended = once(child, 'exit');
  const base = `http://127.0.0.1:${port}`;
  while (!(await isServing(base + healthPath))) {
    if (child.exitCode !== null)
      throw new Error(`${args[0]} ended before it served:\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
    await sleep(50);
  }
  const memory = watchMemory(child.pid);
  return {
    base,
    /** The peak memory so far, in MB. */
    peakMegabytes: memory.peak,
    /** Resets the peak (on Linux); returns the current memory, in MB. */
    resetPeak: memory.reset,
    cpuSeconds: () => cpuSecondsOf(child.pid),
    async stop() {
      memory.stop();
      child.kill('SIGTERM');
      await ended;
    },
    async kill() {
      memory.stop();
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A port below those that the system hands out, so that no other program gets it before the one that will listen there. */
export async function freePort() {
  const port = randomInt(10_000, 30_000);
  const probe = createServer().listen(port, '127.0.0.1');
  const isFree = await once(probe, 'listening').then(
    () => true,
    () => false,
  );
  probe.close();
  return isFree ? port : freePort();
}

async function isServing(address) {
  return fetch(address).then(
    (response) => response.ok,
    () => false,
  );
}

/** Linux keeps a process's peak itself; elsewhere `ps` is asked twice a second. */
function watchMemory(pid) {
  let peak = 0;
  const look = () => {
    peak = Math.max(
      peak,
      peakInProc(pid) ?? Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })),
    );
    return Math.round(peak / 1024);
  };
  const timer = process.platform === 'linux' ? undefined : setInterval(look, 500);
  const reset = () => {
    peak = 0;
    if (process.platform === 'linux') writeFileSync(`/proc/${pid}/clear_refs`, '5');
    return look();
  };
  return { peak: look, reset, stop: () => clearInterval(timer) };
}

/** Processor time used so far by all threads; null if the system does not say. */
function cpuSecondsOf(pid) {
  if (process.platform !== 'linux') return null;
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).map(Number);
  return (user + system) / CLOCK_TICKS;
}

function peakInProc(pid) {
  if (process.platform !== 'linux') return null;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}
