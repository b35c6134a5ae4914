import fs from 'node:fs';

const known = [...fs.readFileSync('src/config.ts', 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name!);

test('.env.example names every variable of the configuration', () => {
  const shown = fs.readFileSync('.env.example', 'utf8');
  expect(known).toContain('SESSION_SECRET');
  expect(known.filter((name) => !new RegExp(`^${name}=`, 'm').test(shown))).toEqual([]);
});

test('docker compose passes on every secret that production asks for, and every other setting that .env may hold', () => {
  const compose = fs.readFileSync('docker-compose.yml', 'utf8');
  for (const name of ['SESSION_SECRET', 'SEALING_KEY', 'LOOKUP_KEY', 'POSTGRES_PASSWORD']) expect(compose).toContain(`\${${name}:?}`);
  const ofTheImage = new Set(['NODE_ENV', 'HOST', 'PORT', 'DATABASE_URL', 'DATA_DIR']);
  expect(known.filter((name) => !ofTheImage.has(name) && !compose.includes(`\n      ${name}: \${${name}:`))).toEqual([]);
});

test('docker compose has the defaults of the program', () => {
  const defaults = Object.fromEntries([...fs.readFileSync('src/config.ts', 'utf8').matchAll(/^ {2}([A-Z_]+): .*\.default\('([^']+)'\)/gm)].map(([, name, value]) => [name!, value!]));
  const given = [...fs.readFileSync('docker-compose.yml', 'utf8').matchAll(/\$\{(\w+):-([^}]+)\}/g)].map(([, name, value]) => [name!, value!]);
  const proxied = new Set(['TRUST_PROXY', 'COOKIE_SECURE']); // behind the proxy that docker compose is made for
  expect(given.filter(([name, value]) => !proxied.has(name!) && defaults[name!] !== value)).toEqual([]);
});
