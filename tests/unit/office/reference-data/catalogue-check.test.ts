import { checkCatalogue } from '../../../support/catalogue-check';
import { DUE_RULES, GUIDES, PUBLIC_SERVICES, SITUATIONS } from '../../../../src/features/office/reference-data/entries';

const TODAY = '2026-12-01';
const shipped = { services: PUBLIC_SERVICES, guides: GUIDES, situations: SITUATIONS, dueRules: DUE_RULES };
const sourced = GUIDES.find(({ key }) => key === 'dang-ky-thuong-tru')!;
const problemsOf = (guide: object, today = TODAY) =>
  checkCatalogue({ services: [], guides: [{ ...sourced, ...guide }], situations: [], dueRules: [] }, today);

test('what the program ships has no error, names nothing that is gone, and leaves no essential service without a guide', () => {
  const findings = checkCatalogue(shipped, TODAY);
  expect(findings.filter(({ isError }) => isError)).toEqual([]);
  const known = ['chưa có nguồn ghi các bước: để là bản nháp', 'nguồn chưa ghi ngày xem: không áp dụng'];
  expect(findings.filter(({ problem }) => !known.includes(problem))).toEqual([]);
  const essential = PUBLIC_SERVICES.filter(({ isEssential25, isRetired }) => isEssential25 && !isRetired);
  const helped = GUIDES.filter(({ key }) => !essential.some((service) => service.key === key));
  expect(essential).toHaveLength(32);
  expect(helped.filter(({ key }) => !key.startsWith('lua-dao')).length).toBeGreaterThanOrEqual(20);
});

test('a guide that says something without a source, or without the day on which it was read, is an error', () => {
  expect(problemsOf({})).toEqual([]);
  expect(problemsOf({ source: '' })).toMatchObject([{ about: sourced.key, isError: true }]);
  expect(problemsOf({ checkedOn: null })).toMatchObject([{ isError: true }]);
  expect(problemsOf({ source: '', steps: [], fee: 'Miễn phí' })).toMatchObject([{ isError: false }, { isError: true }]);
});

test('a legal period without a source is an error, and a due rule is listed whose source was read long ago, or on no known day', () => {
  const services = [{ ...PUBLIC_SERVICES.find(({ key }) => key === sourced.key)!, legalDays: 7 }];
  const check = (guides: (typeof GUIDES)[number][]) =>
    checkCatalogue({ services, guides, situations: [], dueRules: [] }, TODAY);
  expect(check([sourced])).toEqual([]);
  expect(check([{ ...sourced, source: '' }])).toContainEqual({
    about: sourced.key,
    problem: 'có thời hạn mà hướng dẫn không có nguồn',
    isError: true,
  });
  const dueRules = ['2025-11-30', null].map((checkedOn) => ({ ...DUE_RULES[0]!, checkedOn }));
  expect(checkCatalogue({ services: [], guides: [], situations: [], dueRules }, TODAY)).toEqual([
    { about: DUE_RULES[0]!.key, problem: 'nguồn xem đã hơn một năm', isError: false },
    { about: DUE_RULES[0]!.key, problem: 'nguồn chưa ghi ngày xem: không áp dụng', isError: false },
  ]);
});

test.each([
  ['2027-12-01', []],
  ['2027-12-02', ['nguồn xem đã hơn một năm']],
])('a source read on 1/12/2026 on %s', (today, problems) => {
  expect(problemsOf({ checkedOn: '2026-12-01' }, today).map(({ problem }) => problem)).toEqual(problems);
});

test.each([
  [{ papers: ['Sổ hộ khẩu'] }, 'nhắc sổ hộ khẩu, đã bỏ từ 1/1/2023'],
  [{ papers: ['CMND của chủ hộ'] }, 'coi CMND là giấy tờ còn dùng'],
  [{ papers: ['Giấy chứng minh nhân dân cũ'] }, null],
  [{ trouble: 'Ra Công an quận hỏi.' }, 'nhắc quận, huyện, đã bỏ từ 1/7/2025'],
  [{ trouble: 'Thống nhất quan điểm.' }, null],
  [{ fee: '15.000 đồng' }, 'ghi phí mà nộp trực tuyến nay là 0 đồng'],
  [{ fee: '0 đồng' }, null],
  [{ fee: 'Nộp trực tiếp: 10.000 đồng' }, null],
])('names what is gone: %j', (guide, problem) => {
  expect(problemsOf(guide).map((finding) => finding.problem)).toEqual(problem === null ? [] : [problem]);
});
