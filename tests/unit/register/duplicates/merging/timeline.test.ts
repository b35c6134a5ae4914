import fc from 'fast-check';
import {
  freePart,
  overlaps,
  extendedBy,
  type Span,
} from '../../../../../src/features/register/duplicates/merging/timeline';
import { addDays } from '../../../../../src/shared/dates';

const span = (from: string, to: string | null): Span => ({ from, to });

describe('spans of days', () => {
  it('overlap if they share a day; a span ends on the day before its end date', () => {
    expect(overlaps(span('2020-01-01', '2021-01-01'), span('2021-01-01', null))).toBe(false);
    expect(overlaps(span('2020-01-01', '2021-01-02'), span('2021-01-01', null))).toBe(true);
    expect(overlaps(span('2020-01-01', null), span('2021-01-01', null))).toBe(true);
  });

  it('share nothing if one of them has no day', () => {
    expect(overlaps(span('2020-06-01', '2020-06-01'), span('2020-01-01', null))).toBe(false);
  });

  it('keep the first free part', () => {
    expect(freePart(span('2010-01-01', null), [span('2024-01-01', null)])).toEqual(span('2010-01-01', '2024-01-01'));
    expect(freePart(span('2010-01-01', null), [span('2005-01-01', '2015-01-01')])).toEqual(span('2015-01-01', null));
    expect(freePart(span('2010-01-01', '2020-01-01'), [span('2012-01-01', '2014-01-01')])).toEqual(
      span('2010-01-01', '2012-01-01'),
    );
    expect(
      freePart(span('2010-01-01', '2020-01-01'), [span('2008-01-01', '2012-01-01'), span('2012-01-01', '2015-01-01')]),
    ).toEqual(span('2015-01-01', '2020-01-01'));
  });

  it('keep no day, but their first one as a mark, if all is taken', () => {
    expect(freePart(span('2024-01-01', null), [span('2010-01-01', null)])).toEqual(span('2024-01-01', '2024-01-01'));
  });

  it('extend as far as there is room', () => {
    expect(extendedBy(span('2020-01-01', null), span('2015-01-01', null), [])).toEqual(span('2015-01-01', null));
    expect(extendedBy(span('2020-01-01', null), span('2015-01-01', null), [span('2010-01-01', '2018-01-01')])).toEqual(
      span('2018-01-01', null),
    );
    expect(extendedBy(span('2010-01-01', '2012-01-01'), span('2011-01-01', null), [span('2020-01-01', null)])).toEqual(
      span('2010-01-01', '2020-01-01'),
    );
  });

  const anySpan = fc
    .tuple(fc.integer({ min: 0, max: 3000 }), fc.option(fc.integer({ min: 0, max: 800 })))
    .map(([start, length]): Span => {
      const from = addDays('2015-01-01', start);
      return { from, to: length === null ? null : addDays(from, length) };
    });

  it('never overlap once each has taken what the earlier ones left free', () => {
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 8 }), (spans) => {
        const placed: Span[] = [];
        for (const each of spans) placed.push(freePart(each, placed));
        for (const [index, one] of placed.entries()) {
          for (const other of placed.slice(index + 1)) expect(overlaps(one, other)).toBe(false);
          expect(one.to === null || one.to >= one.from).toBe(true);
        }
      }),
    );
  });

  it('never grow into what is taken', () => {
    fc.assert(
      fc.property(fc.array(anySpan, { minLength: 2, maxLength: 8 }), (spans) => {
        const taken: Span[] = [];
        for (const each of spans.slice(2)) taken.push(freePart(each, taken));
        const own = freePart(spans[0]!, taken);
        fc.pre(own.to !== own.from);
        const grown = extendedBy(own, spans[1]!, taken);
        for (const other of taken) expect(overlaps(grown, other)).toBe(false);
      }),
    );
  });
});
