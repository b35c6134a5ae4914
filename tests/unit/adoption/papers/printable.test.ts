import { load } from 'cheerio';
import { printable } from '../../../../src/features/adoption/papers/printable';
import { monthlyReport } from '../../../../src/features/adoption/papers/report-content';
import { reportDocx } from '../../../../src/features/adoption/papers/report-docx';
import { unzipped } from '../../../support/unzipped';
import { exampleFigures } from './example-figures';

test('control characters of old rows never reach a paper, and nothing else changes', async () => {
  const figures = exampleFigures();
  expect(printable(figures)).toEqual(figures);
  const broken = {
    ...figures,
    wardName: 'Phường\u0001 Ba\fĐình',
    groups: [{ ...figures.groups[0]!, groupName: 'Tổ\u001b 5' }],
  };
  const clean = printable(broken);
  expect([clean.wardName, clean.groups[0]!.groupName]).toEqual(['Phường Ba Đình', 'Tổ 5']);
  const bytes = await reportDocx(monthlyReport(clean, { kind: 'open', readAt: figures.readAt }, []), {
    wardName: clean.wardName,
    signedOn: '2026-12-02',
  });
  const xml = (await unzipped(bytes)).get('word/document.xml')!.toString();
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  expect(load(xml, { xml: true }).text()).toContain('Tổ 5');
});
