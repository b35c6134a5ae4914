import fs from 'node:fs';

test('every file that docs/security.md names exists', () => {
  const paper = fs.readFileSync('docs/security.md', 'utf8');
  const named = [...paper.matchAll(/`((?:src|tests|views|prisma|scripts)\/[\w./-]+)/g)].map(([, file]) => file!);
  const linked = [...paper.matchAll(/\]\(([\w./-]+\.md)/g)].map(([, file]) => `docs/${file}`);
  expect(named.length).toBeGreaterThan(40);
  expect([...named, ...linked, 'oxlint.config.mjs'].filter((file) => !fs.existsSync(file))).toEqual([]);
});
