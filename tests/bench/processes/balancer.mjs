// nginx and PgBouncer as docs/scale.md configures them, on free ports of this machine and in a folder of the run.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../program.mjs';

/** @throws Error that names what is missing. */
export function requireTools() {
  for (const tool of ['nginx', 'pgbouncer']) {
    try {
      execFileSync(tool, ['-V'], { stdio: 'ignore' });
    } catch {
      throw new Error(`${tool} is not installed here: apt-get install nginx pgbouncer`);
    }
  }
}

/**
 * PgBouncer in transaction mode before a server.
 * @param account { user, password } of the program. @param port where it listened before. @returns { port, base, stop, kill }
 */
export async function startPooler({ dir, server, account, connections, port: fixed }) {
  const port = fixed ?? (await freePort());
  writeFileSync(path.join(dir, 'users.txt'), `"${account.user}" "${account.password}"\n`, { mode: 0o644 });
  writeFileSync(
    path.join(dir, 'pgbouncer.ini'),
    `[databases]
* = host=${server.hostname} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${path.join(dir, 'users.txt')}
pool_mode = transaction
max_prepared_statements = 1000
default_pool_size = ${connections}
max_client_conn = 1000
ignore_startup_parameters = options, statement_timeout
`,
  );
  return startTool('pgbouncer', [...asServiceUser(), path.join(dir, 'pgbouncer.ini')], { dir, port });
}

/** PgBouncer refuses to run as root. */
function asServiceUser() {
  return process.getuid() === 0 ? ['-u', 'postgres'] : [];
}

/** nginx before these processes of the program, each request to the next one. */
export async function startBalancer({ dir, ports }) {
  const port = await freePort();
  const file = path.join(dir, `nginx-${port}.conf`);
  writeFileSync(
    file,
    `worker_processes 1;
pid ${dir}/nginx-${port}.pid;
error_log ${dir}/nginx.log warn;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${dir}/nginx-body; proxy_temp_path ${dir}/nginx-proxy; fastcgi_temp_path ${dir}/nginx-f; uwsgi_temp_path ${dir}/nginx-u; scgi_temp_path ${dir}/nginx-s;
  upstream go_cua {
${ports.map((one) => `    server 127.0.0.1:${one} max_fails=1 fail_timeout=2s;`).join('\n')}
    keepalive 64;
  }
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 21m;
    location / {
      proxy_pass http://go_cua;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      # The bench plays the proxy of its visitors; a real one sets $remote_addr.
      proxy_set_header X-Forwarded-For $http_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }
  }
}
`,
  );
  return startTool('nginx', ['-c', file, '-g', 'daemon off; master_process off;'], { dir, port });
}

async function startTool(command, args, { dir, port }) {
  const log = path.join(dir, `${command}.out`);
  const output = openSync(log, 'a');
  const child = spawn(command, args, { stdio: ['ignore', output, output] });
  const ended = once(child, 'exit');
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`${command} ended:\n${readFileSync(log, 'utf8').slice(-2000)}`);
    await sleep(50);
  }
  const end = async (signal) => {
    child.kill(signal);
    await ended;
  };
  return {
    port,
    base: `http://127.0.0.1:${port}`,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

function isListening(port) {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
