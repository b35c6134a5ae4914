import { listFileForm } from '../../../../src/features/desk/list-files/forms';

test.each([
  ['họp giao ban tháng 11', true],
  ['họp', false],
  ['rà soát số 001 085 012 345', false],
])('a list is taken along for %j: %s', (reasonText, isEnough) => {
  const form = { usualReason: 'report', reasonText, format: 'csv' };
  expect(listFileForm.safeParse(form).success).toBe(isEnough);
});
