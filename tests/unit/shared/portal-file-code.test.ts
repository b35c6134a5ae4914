import { checkPortalFileCode } from '../../../src/shared/portal-file-code';

const TODAY = '2026-11-24';

describe('checkPortalFileCode', () => {
  test.each([
    ['H26.12.3-261124-0007', 'H26.12.3-261124-0007'],
    [' h26.12.3-261124-0007 ', 'H26.12.3-261124-0007'],
    ['G01.899.909-260916-890028', 'G01.899.909-260916-890028'],
    ['000.01.02.H26-211231-0001', '000.01.02.H26-211231-0001'],
    ['H26.12.3–261124–0007', 'H26.12.3-261124-0007'],
  ])('accepts %j', (text, value) => {
    expect(checkPortalFileCode(text, TODAY)).toEqual({ ok: true, value });
  });

  test.each([
    ['H26/2026/0007', 'dạng thường gặp'],
    ['H26.12.3-261124-07', 'dạng thường gặp'],
    ['H26.12.3-261332-0007', 'ngày có thật'],
    ['H26.12.3-260231-0007', 'ngày có thật'],
    ['H26.12.3-261125-0007', '25/11/2026, sau hôm nay'],
  ])('accepts %j with a warning: %s', (text, warning) => {
    expect(checkPortalFileCode(text, TODAY)).toEqual({
      ok: true,
      value: text,
      warning: expect.stringContaining(warning),
    });
  });

  test.each(['', 'H26', '-H26.12', 'H26 12 3', 'HỒ SƠ 12', `H${'1'.repeat(61)}`, 'H26_12_3'])('refuses %j', (text) => {
    expect(checkPortalFileCode(text, TODAY)).toEqual({ ok: false, message: expect.stringContaining('Mã hồ sơ') });
  });
});
