// Sends requests for some seconds over some connections and reports how fast they were answered.
import { once } from 'node:events';
import autocannon from 'autocannon';

/**
 * @param {object} options
 * @param {(connection: number) => object[]} options.requestsOf autocannon's requests of one connection, repeated in
 * order.
 * @returns what was answered: { times (milliseconds), elapsed (s), cpu (s of the server's process, or null), failures
 * }, where failures are answers that are neither 2xx nor 303, and requests without an answer.
 */
export async function fire({ program, connections, seconds, requestsOf }) {
  const times = [];
  const statuses = {};
  let connection = 0;
  const startedAt = performance.now();
  const cpuBefore = program.cpuSeconds();
  const run = autocannon({
    url: program.base,
    connections,
    duration: seconds,
    timeout: 30,
    setupClient: (client) => client.setRequests(requestsOf(connection++)),
  });
  run.on('response', (_client, status, _bytes, milliseconds) => {
    statuses[status] = (statuses[status] ?? 0) + 1;
    times.push(milliseconds);
  });
  const [result] = await once(run, 'done');
  const elapsed = (performance.now() - startedAt) / 1000;
  const refused = Object.entries(statuses)
    .filter(([status]) => !/^2|^303$/.test(status))
    .reduce((sum, [, count]) => sum + count, 0);
  const cpu = cpuBefore === null ? null : program.cpuSeconds() - cpuBefore;
  return { times, elapsed, cpu, failures: refused + result.errors + result.timeouts };
}

/** Several measurements as one: requests/s, processor milliseconds per request, percentiles, failures. */
export function summed(firings) {
  const times = firings.flatMap((firing) => firing.times);
  const sum = (pick) => firings.reduce((total, firing) => total + pick(firing), 0);
  return {
    perSecond: times.length / sum(({ elapsed }) => elapsed),
    cpu: firings[0].cpu === null ? null : (1000 * sum(({ cpu }) => cpu)) / times.length,
    failures: sum(({ failures }) => failures),
    ...percentiles(times),
  };
}

/** The milliseconds within which 50, 95 and 99 of a hundred were answered, and the slowest. */
export function percentiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** A connection's requests if each is a GET of the next of these paths; connections start at different paths. */
export function gets(paths, headers) {
  return (connection) => {
    let next = connection * 7;
    return [
      { method: 'GET', setupRequest: (request) => ({ ...request, path: paths[next++ % paths.length], headers }) },
    ];
  };
}
