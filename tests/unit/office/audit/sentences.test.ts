import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ACTION_GROUPS, ACTION_SENTENCES, SUBJECTS } from '../../../../src/features/office/audit/sentences';
import { PERMISSIONS } from '../../../../src/permissions';

const sources = ['src/features', 'prisma/seed']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)))
  .filter((file) => file.endsWith('.ts') && !file.includes('features/office/audit/'))
  .map((file) => readFileSync(file, 'utf8')).join('\n');
const found = (pattern: RegExp) => [...new Set([...sources.matchAll(pattern)].map((match) => match[1]!))];
const actions = found(/'([a-z-]{2,}\.[a-z][a-z-]+)'/g).filter((word) => !(word in PERMISSIONS) && !/\.(json|ts|sql|xlsx|csv|txt|xml)$/.test(word));

describe('the words of the audit page', () => {
  test('cover every action that the program records', () => {
    expect(actions.length).toBeGreaterThan(30);
    expect(actions.filter((action) => !(action in ACTION_SENTENCES))).toEqual([]);
  });

  test('name no action that nothing records', () => {
    expect(Object.keys(ACTION_SENTENCES).filter((action) => !actions.includes(action))).toEqual([]);
  });

  test('give every action a group to filter by, and every group an action', () => {
    const groups = new Set(Object.keys(ACTION_SENTENCES).map((action) => action.split('.')[0]!));
    expect(Object.keys(ACTION_GROUPS).toSorted()).toEqual([...groups].toSorted());
  });

  test('name every kind of record', () => {
    const subjects = [...found(/subject: \{ type: '([a-z-]+)'/g), ...found(/opened\([^;]*?\{ type: '([a-z-]+)'/g)];
    expect(subjects.filter((subject) => !(subject in SUBJECTS))).toEqual([]);
  });
});
