import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { testFolder } from '../support/test-folder';

interface Bill {
  bomFormat: string;
  components: { name: string; version: string; hashes?: unknown[]; licenses?: unknown[] }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

test('npm run sbom names every library that package.json asks for, with nothing but the lock file', () => {
  const folder = testFolder();
  for (const file of ['package.json', 'package-lock.json']) fs.copyFileSync(file, path.join(folder, file));
  const output = execFileSync('npm', ['run', '--silent', 'sbom'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 50_000_000,
  });
  const bill = JSON.parse(output) as Bill;
  expect(bill.bomFormat).toBe('CycloneDX');
  const asked = JSON.parse(fs.readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>;
  const names = new Set(bill.components.map(({ name }) => name));
  const wanted = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.keys(asked[kind]!),
  );
  expect(wanted).toContain('express');
  expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  expect(bill.components.filter(({ version, hashes }) => !version || !hashes?.length)).toEqual([]);
});
