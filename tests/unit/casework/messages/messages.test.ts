import {
  calledName,
  eveningMessage,
  messageOfStatus,
  papersAsked,
  paymentDue,
  requestAccepted,
  resultCome,
  stillAble,
} from '../../../../src/features/casework/messages/messages';

const WARD = { name: 'Phường Ba Đình', phone: '0243123456' };
const MATTER = { ward: WARD, who: 'bà Lan', service: { name: 'Đăng ký tạm trú', groupKey: 'cu_tru' } };
const ROUND = {
  code: 'BĐ-7K2',
  startsAt: new Date('2026-11-24T11:30:00Z'),
  endsAt: new Date('2026-11-24T13:45:00Z'),
  expected: 'dự kiến 19:05',
};
const ALL = [
  requestAccepted(WARD, '2026-11-30'),
  eveningMessage(WARD, ROUND, '2026-11-20'),
  eveningMessage(WARD, ROUND, '2026-11-23'),
  ...[papersAsked, paymentDue, resultCome].map((write) => write(MATTER)),
  stillAble({ ...MATTER, services: [MATTER.service] }),
];

test('an evening is confirmed, and from the day before on it is a reminder', () => {
  expect(eveningMessage(WARD, ROUND, '2026-11-20')).toEqual({
    label: 'Báo đã xếp lịch',
    text: 'Phường Ba Đình: tối thứ Ba 24/11, 18:30–20:45, dự kiến 19:05, đội đến nhà giúp dịch vụ công, không mất tiền. Hỏi mã buổi BĐ-7K2, xem thẻ, rồi hãy mở cửa. Bận thì báo phường. Cán bộ không bao giờ hỏi mật khẩu, mã OTP. Cần hỏi, gọi phường 0243 123 456.',
    size: '250 ký tự, SMS dài 4 tin',
  });
  const [before, same] = ['2026-11-23', '2026-11-24'].map((day) => eveningMessage(WARD, ROUND, day));
  expect(before).toMatchObject({
    label: 'Nhắc hẹn',
    text: expect.stringMatching(/^Phường Ba Đình nhắc: ngày mai, tối/),
  });
  expect(same!.text).toMatch(/^Phường Ba Đình nhắc: hôm nay, tối/);
});

test('an accepted request without a promised day or an evening names neither', () => {
  expect(requestAccepted(WARD, '2026-11-30').text).toContain('chậm nhất ngày 30/11.');
  expect(requestAccepted({ ...WARD, phone: null }, null).text).toMatch(
    /^Phường Ba Đình đã nhận đề nghị giúp dịch vụ công tại nhà\. .* Cần hỏi, gọi phường\.$/,
  );
});

test('a status on the portal gives a text while the resident has something to do or to fetch', () => {
  const told = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, undefined].map((status) => messageOfStatus(status, MATTER)?.label ?? '');
  expect(told).toEqual(['', '', '', '', 'Báo bổ sung giấy tờ', 'Báo nộp tiền', '', '', 'Báo có kết quả', '', '']);
});

test('no text names a service that tells a health or social condition', () => {
  const service = { name: 'Xác định mức độ khuyết tật', groupKey: 'bao_tro_xh' };
  const texts = [
    ...[papersAsked, paymentDue, resultCome].map((write) => write({ ...MATTER, service }).text),
    stillAble({ ...MATTER, services: [service] }).text,
  ];
  expect(texts.filter((text) => /khuyết tật|“/.test(text))).toEqual([]);
  expect(texts[0]).toContain('hồ sơ của bà Lan phải bổ sung');
  expect(texts[3]).toContain('đội đã chỉ bà Lan làm một việc trên Cổng Dịch vụ công.');
});

test('every text is short, composed, warns, and sends no resident to an address', () => {
  for (const { text } of ALL) {
    expect(text).toBe(text.normalize('NFC'));
    expect(text).toContain('không bao giờ hỏi mật khẩu, mã OTP');
    expect(text).not.toMatch(/https?:|www\.|\.vn/);
    expect(text.length).toBeLessThan(340);
  }
});

test('a text about a file names the person as they are called and the service, nothing else', () => {
  expect(paymentDue(MATTER).text).toMatch(/^Phường Ba Đình: hồ sơ “Đăng ký tạm trú” của bà Lan đang chờ nộp phí\./);
  const birth = { date: '1948-01-01', precision: 'year' as const };
  expect(calledName({ fullName: 'Nguyễn Thị Lan', gender: 'female', birth }, '2026-11-24')).toBe('bà Lan');
  expect(calledName({ fullName: 'Nguyễn Thị Lan', gender: null, birth: null }, '2026-11-24')).toBe('ông/bà Lan');
});
