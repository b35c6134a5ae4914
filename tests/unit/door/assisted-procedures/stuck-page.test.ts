import { stuckPage } from '../../../../src/features/door/assisted-procedures/stuck-routes';

describe('the page why files get stuck', () => {
  const counts = Array.from({ length: 115 }, (_, number) => ({
    serviceId: `service ${number}`,
    serviceName: `Dịch vụ ${number}`,
    serviceCode: null,
    causeId: 'cause',
    cause: 'Quên mật khẩu',
    files: 115 - number,
    unsent: 0,
  }));
  const pageOf = (page: number, month = '') =>
    stuckPage(
      { counts, lessons: [] },
      { page, month, span: { from: '2025-12-01', to: '2026-11-30' }, canReadFiles: true },
      '2026-11-30',
    ).model;

  test('leads through all rows', () => {
    const services: string[] = [];
    for (let [page, next] = [1, '' as string | null]; next !== null; page += 1) {
      const { rows, nextHref } = pageOf(page, '2026-11');
      services.push(...rows.map(({ service }) => service));
      next = nextHref;
      if (next) expect(next).toBe(`/stuck-files?month=2026-11&page=${page + 1}`);
    }
    expect(services).toEqual(counts.map(({ serviceName }) => serviceName));
  });

  test('says what counts as nothing without a link', () => {
    expect(pageOf(1).rows[0]!.numbers).toEqual([
      { label: 'hồ sơ đã nộp', value: '115', href: '/stuck-files?service=service+0&cause=cause&kind=files' },
      { label: 'việc chưa nộp', value: '0', href: '' },
    ]);
  });
});
