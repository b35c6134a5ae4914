import { z } from 'zod';
import { plainColumns } from '../../../src/db/dates';
import { plainAnswers, selectPlain } from '../../../src/shared/register-fields';
import { plainShape } from '../../../src/shared/row-schemas';
import { fieldsOfCatalogue, formView, fieldOf } from '../../../src/web/form';

const ENTRY = { label: 'Nhãn', isPersonal: true, format: String };
const ENTRIES = {
  pet: { ...ENTRY, columns: ['pet_kind'], kind: 'choice', answers: { cat: 'Mèo', dog: 'Chó' } },
  seenOn: { ...ENTRY, columns: ['seen_on'], kind: 'date' },
  motto: { ...ENTRY, columns: ['motto'], kind: 'text', max: 5 },
} as const;
const form = z.object(fieldsOfCatalogue(ENTRIES));

describe('a field of the catalogue, by its kind', () => {
  test('is typed, and unknown when nothing is typed', () => {
    expect(form.parse({ pet: 'cat', seenOn: '3/2/2026', motto: ' a  b ' })).toEqual({
      pet: 'cat',
      seenOn: '2026-02-03',
      motto: 'a b',
    });
    expect(form.parse({})).toEqual({ pet: null, seenOn: null, motto: '' });
    expect(form.safeParse({ pet: 'cow', seenOn: '31/2/2026', motto: 'abcdef' }).error?.issues).toHaveLength(3);
  });

  test('is written, read and shown in its form again', () => {
    const columns = plainColumns(ENTRIES, { pet: 'dog', seenOn: '2026-02-03', motto: '' });
    expect(columns).toEqual({ pet: 'dog', seenOn: new Date('2026-02-03T00:00:00Z'), motto: '' });
    const view = formView(form, columns);
    expect(['pet', 'seenOn', 'motto'].map((name) => fieldOf(view, name).value)).toEqual(['dog', '03/02/2026', '']);
    expect(selectPlain(ENTRIES, 'r')).toBe('r.pet_kind AS "pet", r.seen_on AS "seenOn", r.motto AS "motto"');
    const row = { pet: null, seenOn: '2026-02-03', motto: '' };
    expect(z.object(plainShape(ENTRIES)).parse(row)).toEqual(row);
    expect(
      z.object(plainShape(ENTRIES)).safeParse({ pet: 'cow', seenOn: null, motto: null }).error?.issues,
    ).toHaveLength(2);
  });

  test('has its answers under its name and its column', () => {
    expect(plainAnswers(ENTRIES)).toEqual({ pet: ENTRIES.pet.answers, pet_kind: ENTRIES.pet.answers });
  });
});
