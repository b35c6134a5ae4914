import { once } from '../../../src/web/page';

describe('a part that readers share', () => {
  it('is the template with its model', () => {
    expect(once('adoption/reports/indicators', { indicators: [] })).toContain('Cách tính và giới hạn');
  });

  it('cannot hold the form token of one of them', () => {
    expect(() => once('components/csrf', {})).toThrow('components/csrf prints a form token');
  });
});
