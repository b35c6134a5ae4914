import type { DemoRows } from './demo-rows';

/** Two saved lists that the demo ward's office shares. */
export function demoViews(
  newId: () => string,
  wardId: string,
  [first, second]: readonly string[],
  createdAt: Date,
): DemoRows['savedView'] {
  const shared = { wardId, sharedAt: createdAt, createdAt };
  return [
    {
      ...shared,
      id: newId(),
      subject: 'residents',
      name: 'Cụ từ 80 tuổi, không có điện thoại thông minh',
      filter: { need: ['aged_80', 'no_smartphone'] },
      columns: ['name', 'age', 'phone', 'address', 'group', 'helpers', 'lastVisit'],
      sort: 'walk',
      createdBy: first!,
    },
    {
      ...shared,
      id: newId(),
      subject: 'households',
      name: 'Có người khó đi lại, quá 90 ngày chưa đến',
      filter: { need: ['hard_to_move'], visit: ['over_90'] },
      columns: ['address', 'head', 'headPhone', 'group', 'needs', 'lastVisit', 'lastOutcome'],
      sort: 'waiting',
      createdBy: second!,
    },
  ];
}
