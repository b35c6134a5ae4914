import { definePage, renderShared } from '../../../src/web/page';

describe('a page that readers share', () => {
  it('is the template with its model', () => {
    const indicators = definePage<{ indicators: object[] }>('adoption/reports/indicators');
    expect(renderShared(indicators, { indicators: [] }).toString()).toContain('Cách tính và giới hạn');
  });

  it('cannot hold the form token of one of them', () => {
    const form = definePage<object>('components/csrf');
    expect(() => renderShared(form, {})).toThrow('components/csrf prints a form token');
  });
});
