import { cardsOf, keysOf, optionsOf } from '../../../src/shared/labels';

const LABELS = { yes: 'Có', no: 'Không' };

test('a labels table names the values of a schema, the options of a select and choice cards', () => {
  expect(keysOf(LABELS)).toEqual(['yes', 'no']);
  expect(optionsOf(LABELS, 'no').map(({ selected }) => selected)).toEqual([false, true]);
  expect(cardsOf(LABELS, ['yes'], { no: 'hỏi lại' })).toEqual([
    { value: 'yes', label: 'Có', hint: '', checked: true },
    { value: 'no', label: 'Không', hint: 'hỏi lại', checked: false },
  ]);
});
