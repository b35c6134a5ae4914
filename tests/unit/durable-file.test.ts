import fs from 'node:fs';
import path from 'node:path';
import { keepNewSecrets, loadConfig } from '../../src/config';
import { makeFolder, writeFileDurably } from '../../src/durable-file';
import { testFolder } from '../support/test-folder';

let folder: string;
let file: string;

beforeEach(() => {
  folder = testFolder();
  file = path.join(folder, 'secrets.json');
});
afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(folder, { recursive: true });
});

/** Records what reaches the disk, in order: 'sync' of what has which size, and when the file gets its name. */
function watchDisk(): string[] {
  const steps: string[] = [];
  const { fsyncSync, renameSync, linkSync } = fs;
  jest.spyOn(fs, 'fsyncSync').mockImplementation((opened) => {
    const stat = fs.fstatSync(opened);
    steps.push(stat.isDirectory() ? 'sync folder' : `sync ${stat.size} bytes`);
    fsyncSync(opened);
  });
  jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    steps.push('name');
    renameSync(from, to);
  });
  jest.spyOn(fs, 'linkSync').mockImplementation((from, to) => {
    steps.push('name');
    linkSync(from, to);
  });
  return steps;
}

test('a file gets its name only once its content is on the disk, and the folder is synced next', () => {
  fs.writeFileSync(file, 'old');
  const steps = watchDisk();
  writeFileDurably(file, 'mới');
  expect(steps).toEqual(['sync 5 bytes', 'name', 'sync folder']);
  expect(fs.readFileSync(file, 'utf8')).toBe('mới');
  expect(fs.readdirSync(folder)).toEqual(['secrets.json']);
  expect(fs.statSync(file).mode & 0o077).toBe(0);
});

test('a new file never replaces one that another writer created first', () => {
  writeFileDurably(file, 'first', { isNew: true });
  expect(() => writeFileDurably(file, 'second', { isNew: true })).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  expect(fs.readFileSync(file, 'utf8')).toBe('first');
  expect(fs.readdirSync(folder)).toEqual(['secrets.json']);
});

test('the secrets of a first start survive a power cut', () => {
  const steps = watchDisk();
  keepNewSecrets(loadConfig({ NODE_ENV: 'development', DATA_DIR: folder }));
  expect(steps).toEqual([`sync ${fs.statSync(file).size} bytes`, 'name', 'sync folder']);
});

test('a folder is made with those above it, and an attempt where none can be made ends', () => {
  const deep = path.join(folder, 'ổ', 'lưu');
  makeFolder(deep, 0o700);
  makeFolder(deep);
  expect(fs.statSync(deep).isDirectory()).toBe(true);
  fs.writeFileSync(file, '');
  for (const place of [path.join(file, 'x', 'y'), ...(process.platform === 'linux' ? ['/proc/x/y'] : [])])
    expect(() => makeFolder(place)).toThrow(/ENOTDIR|ENOENT/);
});
