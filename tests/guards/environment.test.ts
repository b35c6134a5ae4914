import fs from 'node:fs';

test('.env.example names every variable of the configuration', () => {
  const known = [...fs.readFileSync('src/config.ts', 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name!);
  const shown = fs.readFileSync('.env.example', 'utf8');
  expect(known).toContain('SESSION_SECRET');
  expect(known.filter((name) => !new RegExp(`^${name}=`, 'm').test(shown))).toEqual([]);
});

test('docker compose passes on every secret that production asks for', () => {
  const compose = fs.readFileSync('docker-compose.yml', 'utf8');
  for (const name of ['SESSION_SECRET', 'SEALING_KEY', 'LOOKUP_KEY', 'POSTGRES_PASSWORD']) expect(compose).toContain(`\${${name}:?}`);
});
