import { shortGroupName } from '../../../src/shared/group-name';

test.each([
  ['Tổ dân phố số 03', 'Tổ 3'],
  ['Tổ dân phố số 12A', 'Tổ 12A'],
  ['tổ dân phố 12a', 'Tổ 12A'],
  ['Tổ dân phố số 100', 'Tổ 100'],
  ['Khu tập thể X', 'Khu tập thể X'],
  ['Tổ dân phố Hồ Tây', 'Tổ dân phố Hồ Tây'],
  ['Tổ dân phố số 3 và 4', 'Tổ dân phố số 3 và 4'],
  ['Tổ 7', 'Tổ 7'],
  ['', ''],
])('in a table, %p stands as %p', (name, short) => {
  expect(shortGroupName(name)).toBe(short);
});
