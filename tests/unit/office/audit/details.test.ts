import { features } from '../../../../src/features';
import { describeDetails } from '../../../../src/features/office/audit/pages';
import { auditLabelsOf } from '../../../../src/features/office/audit/labels';

const words = auditLabelsOf(features);

describe('the details of an audit event', () => {
  test.each([
    [{}, ''],
    [{ username: 'vi', role: 'officer' }, 'tên đăng nhập: vi · vai trò: Thành viên đội'],
    [
      {
        changes: [
          { field: 'displayName', before: 'Vy', after: 'Vi' },
          { field: 'phone', before: '0912345678', after: null },
        ],
      },
      'họ tên: Vy → Vi · điện thoại: 0912345678 → (trống)',
    ],
    [
      { changes: [{ field: 'residenceStatus', before: 'permanent', after: 'moved_out' }] },
      'cư trú: Thường trú → Đã chuyển đi',
    ],
    [{ date: '2026-11-24', startsAt: '2026-11-26T11:30:00.000Z' }, 'ngày: 24/11/2026 · bắt đầu: 18:30 26/11/2026'],
    [
      {
        householdId: '01930000-0000-7000-8000-000000000000',
        doors: ['01930000-0000-7000-8000-000000000001', '01930000-0000-7000-8000-000000000002'],
      },
      'cửa: 2',
    ],
    [{ isLate: true, hasCode: false, code: null, name: '' }, 'ghi muộn: có · có mã hồ sơ: không'],
    [
      { before: { outcome: 'met', present: 2 }, after: { outcome: 'refused', present: 0 } },
      'trước: kết quả gõ cửa Đã gặp, người có mặt 2 · sau: kết quả gõ cửa Chưa muốn, người có mặt 0',
    ],
    [{ something: 'lạ' }, 'something: lạ'],
    [{ changes: 'không phải danh sách' }, 'changes: không phải danh sách'],
  ])('%j reads as %s', (details, text) => {
    expect(describeDetails(words, details)).toBe(text);
  });

  test('show no secret, wherever it stands', () => {
    const secrets = {
      password: 'x9',
      passwordHash: 'x9',
      token: 'x9',
      nationalNumber: 'x9',
      nested: { nationalNumberCipher: 'x9' },
      changes: [{ field: 'password_hash', before: 'x9', after: 'x9' }],
    };
    expect(describeDetails(words, secrets)).not.toContain('x9');
    expect(describeDetails(words, { changes: [{ field: 'nationalNumberLast4', before: '1234', after: '5678' }] })).toBe(
      'số cuối định danh: 1234 → 5678',
    );
  });
});
