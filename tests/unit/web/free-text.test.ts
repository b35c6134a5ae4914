import { z } from 'zod';
import { editedVisitForm, newVisitForm, withdrawalForm } from '../../../src/features/door/visit-form/forms';
import { newHouseholdForm } from '../../../src/features/register/households/forms';
import { newResidentForm } from '../../../src/features/register/residents/forms';
import { longText, optionalText, parseForm, requiredText } from '../../../src/web/form';

const NUMBER = 'số 001 045 000 123';
const REFUSED = expect.stringContaining('Có vẻ là số định danh');

const errorsOf = (schema: z.ZodType, values: object) => {
  const form = parseForm(schema, values);
  return form.ok ? {} : form.errors;
};

test.each([
  ['a visit', newVisitForm, ['refusalReason', 'othersPresent', 'nextStepNote', 'note', 'lateReason', 'howToFind']],
  ['an edited visit', editedVisitForm, ['note', 'lateReason']],
  ['a withdrawal', withdrawalForm, ['reason']],
  ['a household', newHouseholdForm, ['note', 'howToFind', 'formerWard', 'address', 'houseNumber']],
  ['a person', newResidentForm('2026-11-26'), ['fullName', 'note', 'relationNote', 'place']],
])('no free text of %s holds a national number', (_, schema, fields) => {
  for (const field of fields) expect([field, errorsOf(schema, { [field]: NUMBER })[field]]).toEqual([field, REFUSED]);
});

test('nor a line of a visit; the code of a file is no free text', () => {
  const assists = [{ note: NUMBER, doneForReason: NUMBER, serviceText: NUMBER, fileCode: '001045000123' }];
  const errors = errorsOf(newVisitForm, { assists });
  expect(errors).toMatchObject({
    'assists[0][note]': REFUSED,
    'assists[0][doneForReason]': REFUSED,
    'assists[0][serviceText]': REFUSED,
  });
  expect(errors['assists[0][fileCode]']).toBeUndefined();
});

test('a text may have a message of its own for one, or hold it', () => {
  const form = z.object({
    own: longText(50, 'Bỏ số ấy đi.'),
    id: optionalText(50, null),
    needed: requiredText('Nhập.', 50),
  });
  expect(errorsOf(form, { own: NUMBER, id: NUMBER, needed: NUMBER })).toEqual({ own: 'Bỏ số ấy đi.', needed: REFUSED });
  expect(errorsOf(form, {})).toEqual({ needed: 'Nhập.' });
});
