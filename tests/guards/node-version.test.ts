import fs from 'node:fs';
import { minVersion, satisfies } from 'semver';

interface Locked {
  engines?: { node?: string };
}

test('no locked package wants a newer Node than package.json, so that npm warns of none', () => {
  const read = (file: string) => JSON.parse(fs.readFileSync(file, 'utf8')) as unknown;
  const { engines } = read('package.json') as Required<Locked>;
  const { packages } = read('package-lock.json') as { packages: Record<string, Locked> };
  const oldest = minVersion(engines.node!)!;
  const tooNew = Object.entries(packages).filter(([, locked]) => !satisfies(oldest, locked.engines?.node ?? '*'));
  expect(Object.keys(packages).length).toBeGreaterThan(500);
  expect(tooNew.map(([folder, locked]) => `${folder} wants ${locked.engines!.node}`)).toEqual([]);
});
