import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { features } from '../../../../src/features';
import { auditLabelsOf } from '../../../../src/features/office/audit/labels';
import { PERMISSIONS } from '../../../../src/permissions';

const sources = ['src/features', 'prisma/seed']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  )
  .filter((file) => file.endsWith('.ts'))
  // What a room declares about itself stands at the end of its routes.ts.
  .map((file) => readFileSync(file, 'utf8').split('= defineFeature(')[0]!)
  .join('\n');
const words = auditLabelsOf(features);
const found = (pattern: RegExp) => [...new Set([...sources.matchAll(pattern)].map((match) => match[1]!))];
const actions = found(/'([a-z-]{2,}\.[a-z][a-z-]+)'/g).filter(
  (word) => !(word in PERMISSIONS) && !/\.(json|ts|sql|xlsx|csv|txt|xml)$/.test(word),
);

/** Recorded by earlier versions only: logs of older databases hold them. */
const FORMER = [
  'account-trace.open',
  'referral.remove',
  'hand-over.take-out',
  'hand-over.bring-back',
  'hand-over.write-off',
  'equipment-item.add',
  'equipment-item.retire',
  'list.export',
  'report.take-list',
  'overtime.download',
  'import.export-report',
];

describe('the words of the audit page', () => {
  test('name no action that nothing records', () => {
    expect(Object.keys(words.actions).filter((action) => !actions.includes(action))).toEqual(FORMER);
  });

  test('give every action a group to filter by, and every group an action', () => {
    const groups = new Set(Object.keys(words.actions).map((action) => action.split('.')[0]!));
    expect(Object.keys(words.groups).toSorted()).toEqual([...groups].toSorted());
  });

  test('name every kind of record', () => {
    const subjects = [
      ...found(/subject: \{\s*type: '([a-z-]+)'/g),
      ...found(/(?:opened|done)\([^;]*?\{\s*type: '([a-z-]+)'/g),
      // That of the record which the action names.
      ...found(/done\([^;]*?'([a-z-]+)\.[a-z-]+',\s*(?![\s{]|subject)/g),
      ...found(/action: '([a-z-]+)\.[a-z-]+',\s*id\b/g),
    ];
    expect(subjects.filter((subject) => !(subject in words.subjects))).toEqual([]);
  });
});
