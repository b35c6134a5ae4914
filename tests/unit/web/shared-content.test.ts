import { renderShared, viewOf } from '../../../src/web/page';

describe('a page that readers share', () => {
  it('is the template with its model', () => {
    expect(renderShared(viewOf('adoption/reports/indicators', { indicators: [] })).toString()).toContain(
      'Cách tính và giới hạn',
    );
  });

  it('cannot hold the form token of one of them', () => {
    expect(() => renderShared(viewOf('components/csrf', {}))).toThrow('components/csrf prints a form token');
  });
});
