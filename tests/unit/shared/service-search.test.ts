import { holdsWords, serviceMatchText, unchosenServiceText } from '../../../src/shared/service-search';
import { foldVietnamese } from '../../../src/shared/vietnamese-text';

describe('a service is found', () => {
  const label = foldVietnamese('Xác nhận thông tin về cư trú (1.010041)');

  it.each(['xác nhận', 'XAC NHAN', 'cư trú xác', '1.010041', ' nhận  xac '])('by "%s"', (text) =>
    expect(holdsWords(label, text)).toBe(true),
  );
  it.each(['xác nhận kết hôn', 'tạm trú', 'hông tin'])('not by "%s"', (text) =>
    expect(holdsWords(label, text)).toBe(false),
  );
});

it('a text without a chosen option says how many services match', () => {
  expect(serviceMatchText('xác nhận', 3)).toBe('3 dịch vụ khớp “xác nhận”: chọn một.');
  expect(serviceMatchText('xác nhậm', 0)).toBe(
    'Không có dịch vụ nào khớp “xác nhậm”: gõ lại, hoặc chọn trong danh sách.',
  );
  expect(unchosenServiceText('cu tru', ['Xác nhận cư trú', 'Đăng ký kết hôn'])).toContain('1 dịch vụ khớp “cu tru”');
});
