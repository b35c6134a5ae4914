import { availableParallelism } from 'node:os';
import {
  COMMON_PASSWORDS,
  generatePassword,
  hashPassword,
  isPasswordOf,
  passwordProblem,
} from '../../../../src/features/office/auth/passwords';

describe('a password', () => {
  it.each([
    'chín con rồng',
    'Trăng lên đầu núi Tản!',
    'correct horse battery',
    '🐉🐉🌊🌊 qua sông',
    'x'.repeat(4) + 'abcdef ghij',
    `${'mây bay qua cầu '.repeat(8)}`,
    '          a b c d',
    'phường tôi có hồ',
    '"; DROP TABLE visit; --',
    'vietnam có núi sông',
  ])('is accepted: %j', (password) => {
    expect(passwordProblem(password, 'vanphong')).toBeNull();
  });

  it.each([
    ['chín rồng', 'ít nhất 10 ký tự'],
    ['🐉'.repeat(9), 'ít nhất 10 ký tự'],
    ['a b c '.repeat(22), 'dài quá 128 ký tự'],
    ['là VanPhong đây', 'không được chứa tên đăng nhập'],
    ['aaaaaaaaaaaa', 'lặp lại quá ít ký tự'],
    ['ababababababab', 'lặp lại quá ít ký tự'],
    ['1234567890', 'quá dễ đoán'],
    ['Password2026', 'quá dễ đoán'],
    ['qwertyuiop', 'quá dễ đoán'],
    ['1q2w3e4r5t', 'quá dễ đoán'],
    ['1Q2W3E4R5T!', 'quá dễ đoán'],
    ['matkhau12345', 'quá dễ đoán'],
    ['Mật khẩu 123', 'quá dễ đoán'],
    ['mật khẩu mật khẩu', 'quá dễ đoán'],
    ['Mật khẩu 123'.normalize('NFD'), 'quá dễ đoán'],
    ['Việt Nam 2026', 'quá dễ đoán'],
    ['iloveyou1234', 'quá dễ đoán'],
  ])('is refused: %j', (password, why) => {
    expect(passwordProblem(password, 'vanphong')).toContain(why);
  });

  it('is not one of the common ones', () => {
    expect(COMMON_PASSWORDS.size).toBeGreaterThan(1500);
    for (const common of COMMON_PASSWORDS)
      expect([common, passwordProblem(common, 'vanphong') !== null]).toEqual([common, true]);
  });

  it('made by us passes its own rule, and never repeats', () => {
    const made = Array.from({ length: 200 }, generatePassword);
    for (const password of made)
      expect([password, passwordProblem(password, 'vanphong')]).toEqual([
        expect.stringMatching(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/),
        null,
      ]);
    expect(new Set(made).size).toBe(200);
  });

  it('is the same in NFC and NFD, differs in its last letter at any length, and is hashed with a salt', async () => {
    const password = `${'mây bay qua cầu gỗ '.repeat(6)}chiều`;
    const hash = await hashPassword(password.normalize('NFC'));
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await isPasswordOf(hash, password.normalize('NFD'))).toBe(true);
    expect(await isPasswordOf(hash, `${password.slice(0, -1)}ù`)).toBe(false);
    expect(await hashPassword(password)).not.toBe(hash);
  });

  it('is checked in its turn when more are checked than there are cores, also behind one that fails', async () => {
    const hash = await hashPassword('mây bay qua cầu');
    const asked = Array.from({ length: 2 * availableParallelism() + 2 }, (_, index) => index % 3);
    const ofKind = [
      () => isPasswordOf(hash, 'mây bay qua cầu'),
      () => isPasswordOf(hash, 'mây bay qua sông'),
      () => isPasswordOf('no hash', 'mây bay qua cầu'),
    ];
    const answers = await Promise.allSettled(asked.map((kind) => ofKind[kind]!()));
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'failed'))).toEqual(
      asked.map((kind) => [true, false, 'failed'][kind]),
    );
  });
});
