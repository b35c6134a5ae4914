import {
  effectSentence,
  intervalText,
  nothingShown,
  pointsText,
} from '../../../../src/features/adoption/effect/labels';

describe('what may be said of the effect', () => {
  test('is a sentence only if the interval leaves no doubt', () => {
    expect(effectSentence({ low: 0.083, high: 0.197 })).toBe(
      'Theo thứ tự bốc thăm, ở các tổ đội đã đến, cứ 100 người lớn có thêm khoảng 8 đến 20 người tự nộp hồ sơ trên mạng so với các tổ chưa đến.',
    );
    expect(effectSentence({ low: -0.01, high: 0.2 })).toBeNull();
    expect(effectSentence({ low: 0, high: 0.2 })).toBeNull();
  });

  test('promises no whole person if the lower end is below one', () => {
    expect(effectSentence({ low: 0.004, high: 0.12 })).toContain('có thêm nhiều nhất khoảng 12 người');
  });

  test('says as plainly if the figure is worse', () => {
    expect(effectSentence({ low: -0.2, high: -0.051 })).toContain('ít hơn khoảng 5 đến 20 người');
  });

  test('says otherwise that the figures do not show it, and that this is no proof', () => {
    const said = nothingShown({ low: -0.034, high: 0.121 });
    expect(said).toContain('từ ít hơn 4 người đến nhiều hơn 13 người');
    expect(said).toContain('không có nghĩa là không có tác dụng');
  });

  test('rounds intervals outward', () => {
    expect(intervalText({ low: -0.034, high: 0.121 })).toBe('từ −4 đến +13');
    expect(intervalText({ low: 0.004, high: 0.12 })).toBe('từ 0 đến +12');
    expect(pointsText(-0.004)).toBe('0');
  });
});
