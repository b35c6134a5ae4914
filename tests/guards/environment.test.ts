import fs from 'node:fs';

/** What the configuration says about each variable: 'PORT' → "z.string().default('3000')…". */
const settings = new Map(
  [...fs.readFileSync('src/config.ts', 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+):\s([^]*?)(?=^ {2}\S|^\})/gm)].map(
    ([, name, rule]) => [name!, rule!],
  ),
);
const known = [...settings.keys()];

test('.env.example names every variable of the configuration', () => {
  const shown = fs.readFileSync('.env.example', 'utf8');
  expect(known).toContain('SESSION_SECRET');
  expect(known.filter((name) => !new RegExp(`^${name}=`, 'm').test(shown))).toEqual([]);
});

test('docker compose passes on every secret that production requires, and every other setting that .env may hold', () => {
  const compose = fs.readFileSync('docker-compose.yml', 'utf8');
  for (const name of ['SESSION_SECRET', 'SEALING_KEY', 'LOOKUP_KEY', 'POSTGRES_PASSWORD'])
    expect(compose).toContain(`\${${name}:?}`);
  const ofTheImage = new Set([
    'NODE_ENV',
    'HOST',
    'PORT',
    'DATABASE_URL',
    'DATABASE_OWNER_URL',
    'DATA_DIR',
    'BACKUP_DIR',
  ]);
  expect(known.filter((name) => !ofTheImage.has(name) && !compose.includes(`\n      ${name}: \${${name}:`))).toEqual(
    [],
  );
});

test('docker compose has the same defaults as the program', () => {
  const defaultOf = (name: string) => /\.default\('([^']+)'\)/.exec(settings.get(name) ?? '')?.[1];
  const given = [...fs.readFileSync('docker-compose.yml', 'utf8').matchAll(/\$\{(\w+):-([^}]+)\}/g)].map(
    ([, name, value]) => [name!, value!],
  );
  const proxied = new Set(['TRUST_PROXY', 'COOKIE_SECURE']); // behind the proxy that docker compose is made for
  expect(given.filter(([name, value]) => !proxied.has(name!) && defaultOf(name!) !== value)).toEqual([]);
});

test('docker compose keeps its logs small, gives the program time to end, and waits for the database itself', () => {
  const compose = fs.readFileSync('docker-compose.yml', 'utf8');
  expect(compose).toMatch(/max-size: \d+m\n\s+max-file: '\d+'/);
  expect(compose.match(/logging: \*logging/g)).toHaveLength(2);
  expect(Number(/stop_grace_period: (\d+)s/.exec(compose)![1])).toBeGreaterThan(30);
  expect(compose).toContain('pg_isready -h 127.0.0.1');
});

test('images are pinned to an exact version, and Node to one that still gets security fixes', () => {
  const [postgres] = /image: postgres:\S+/.exec(fs.readFileSync('docker-compose.yml', 'utf8'))!;
  expect(postgres).toMatch(/postgres:\d+\.\d+$/);
  const bases = [...fs.readFileSync('Dockerfile', 'utf8').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  expect(new Set(bases).size).toBe(1);
  expect(bases[0]).toMatch(/^node:24\.\d+\.\d+-slim$/);
});

test('every command in docs/operations.md is a script of package.json', () => {
  const { scripts } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const named = [
    ...fs.readFileSync('docs/operations.md', 'utf8').matchAll(/npm run (?:--?[a-z]+ )?([a-z][a-z:-]*)/g),
  ].map(([, name]) => name!);
  expect(named).toEqual(expect.arrayContaining(['backup', 'restore', 'audit:verify', 'ward:open', 'keys:rotate']));
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
