import fc from 'fast-check';
import { foldVietnamese } from '../../../../src/shared/vietnamese-text';
import { sharedApp } from '../../../support/test-app';
import { runs } from '../../../support/runs';

const LETTERS = [...'aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđbcdghklmnpqrstvx'];
const OTHERS = [...' \t\n\u00a0\u2003\u3000\ufeff.,-/%_\'"\\0123456789ßÆøİıÉŒ', '\u0301', '\u0323', '😀'];

const text = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...LETTERS, ...LETTERS.map((letter) => letter.toUpperCase())) },
      { weight: 2, arbitrary: fc.constantFrom(...OTHERS) },
    ),
    { maxLength: 40 },
  )
  .chain((letters) =>
    fc.constantFrom('NFC', 'NFD', 'none').map((form) => {
      const joined = letters.join('');
      return form === 'none' ? joined : joined.normalize(form);
    }),
  );

describe('folding of Vietnamese text', () => {
  const app = sharedApp();

  it('gives the same in SQL and in TypeScript', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 50 }), async (texts) => {
        const { rows } = await app.db.pool.query<{ folded: string }>(
          'SELECT fold_vietnamese(value) AS folded FROM unnest($1::text[]) WITH ORDINALITY AS given (value, at) ORDER BY at',
          [texts],
        );
        expect(rows.map((row) => row.folded)).toEqual(texts.map(foldVietnamese));
      }),
      { numRuns: runs(60) },
    );
  });

  it('is the same for hòa and hoà, for NFC and NFD', async () => {
    const { rows } = await app.db.pool.query<{ folded: string }>(
      'SELECT fold_vietnamese(value) AS folded FROM unnest($1::text[]) AS value',
      [['Hòa', 'Hoà', 'HÒA'.normalize('NFD')]],
    );
    expect(rows.map((row) => row.folded)).toEqual(['hoa', 'hoa', 'hoa']);
  });
});
