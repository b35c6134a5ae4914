import fc from 'fast-check';
import { readSearchText } from '../../../../src/features/register/households/search-text';
import { registerSearch, searchRegister } from '../../../../src/features/register/households/queries';
import { foldVietnamese } from '../../../../src/shared/vietnamese-text';
import { createHousehold, createWard, type TestWard } from '../../../support/factories';
import { sharedApp } from '../../../support/test-app';
import { runs } from '../../../support/runs';

const TODAY = '2026-11-26';

describe('the order of search results', () => {
  const app = sharedApp();
  /** A separate ward for each test. */
  let ward: TestWard;
  let wards = 0;
  beforeEach(async () => {
    ward = await createWard(app.db, { code: `9000${(wards += 1)}`, name: 'Phường của bài này' });
  });

  /** In parts, each planned anew: planned for an empty table, checks of references read the whole of a full one. */
  const register = async (names: string[], wardId = ward.id) => {
    const client = await app.db.pool.connect();
    for (let from = 0; from < names.length; from += 500) {
      await client.query('DISCARD PLANS');
      await client.query(
        'INSERT INTO resident (id, ward_id, full_name) SELECT gen_random_uuid(), $1, name FROM unnest($2::text[]) AS name',
        [wardId, names.slice(from, from + 500)],
      );
    }
    client.release();
  };
  const search = (q: string) => searchRegister(app.db, ward.id, { terms: readSearchText(q) }, TODAY);
  const people = async (q: string) => (await search(q)).residents.map(({ fullName }) => fullName);

  it('ranks equal given names, then given names with that beginning, then other matches, each in Vietnamese order', async () => {
    await register([
      'An Văn Bình',
      'Lê Thị Ánh',
      'Trần Hà An',
      'Nguyễn Ân',
      'Ngô An Khang',
      'Phạm Thị Anh',
      'Lê Bảo Ăn',
      'Đỗ An',
      'Hoàng Án',
      'Anh Thị Cúc',
      'Vũ Văn Ban',
    ]);
    expect(await people('an')).toEqual([
      'Đỗ An',
      'Hoàng Án',
      'Trần Hà An',
      'Lê Bảo Ăn',
      'Nguyễn Ân',
      'Lê Thị Ánh',
      'Phạm Thị Anh',
      'An Văn Bình',
      'Anh Thị Cúc',
      'Ngô An Khang',
    ]);
    expect(await people('an kh')).toEqual(['Ngô An Khang']);
  });

  it('ranks names ending as typed before longer ones, and those before names with the words apart', async () => {
    await register([
      'Nguyễn Thị Vi',
      'Nguyễn Thị Vinh',
      'Nguyễn Thị Tường Vi',
      'Thị Vi Nguyễn',
      'Lê Thị Vi',
      'Vi Thị Nguyên',
    ]);
    expect(await people('nguyễn thị vi')).toEqual([
      'Nguyễn Thị Vi',
      'Nguyễn Thị Vinh',
      'Thị Vi Nguyễn',
      'Nguyễn Thị Tường Vi',
      'Vi Thị Nguyên',
    ]);
    expect(await people('thị vi')).toEqual([
      'Lê Thị Vi',
      'Nguyễn Thị Vi',
      'Thị Vi Nguyễn',
      'Nguyễn Thị Vinh',
      'Vi Thị Nguyên',
      'Nguyễn Thị Tường Vi',
    ]);
  });

  it('ranks a given name before thousands of equal family names, even beyond the counted results', async () => {
    const middles = 'Anh Bảo Công Đức Gia Hữu Khánh Minh Ngọc Phúc'.split(' ');
    await register(
      Array.from({ length: 3000 }, (_, n) => `Nguyễn ${middles[n % 10]} ${middles[Math.floor(n / 10) % 10]}`),
    );
    await register(['Lê Thảo Nguyên', 'Trần Nguyên', 'Bùi Hạnh Nguyễn']);
    const found = await search('nguyen');
    expect(found.residents.slice(0, 3).map(({ fullName }) => fullName)).toEqual([
      'Trần Nguyên',
      'Bùi Hạnh Nguyễn',
      'Lê Thảo Nguyên',
    ]);
    expect(found.residents).toHaveLength(20);
    expect(found.residentCount).toBe(51);
    expect(await people('n')).toHaveLength(20);
    expect((await people('phuc')).slice(0, 2)).toEqual(['Nguyễn Anh Phúc', 'Nguyễn Anh Phúc']);
    expect((await search('nguyen anh phuc')).residentCount).toBe(30);
    expect((await search('phuc anh')).residentCount).toBe(30);
    expect((await search('anh nguyen')).residentCount).toBe(51);
  });

  it('puts names with the typed marks first among equals, however many share the name without them', async () => {
    const middles = 'Bảo Công Gia Hữu Khánh Minh'.split(' ');
    await register(Array.from({ length: 90 }, (_, n) => `Bùi ${middles[n % 6]} ${n % 2 ? 'Hoa' : 'Hỏa'}`));
    await register([
      'Vũ Xuân Hoà',
      'Vũ Xuân Hòa',
      'Hòa Văn An',
      'Vũ Xuân Hoạt',
      'Vũ Xuân Hóa',
      'Đỗ Yên Đan',
      'Lê Anh Dân',
      'Dân Văn Ý',
    ]);
    const first = (await people('Hòa')).slice(0, 3);
    expect(first.slice(0, 2).sort()).toEqual(['Vũ Xuân Hoà', 'Vũ Xuân Hòa'].sort());
    expect(first[2]).toMatch(/^Bùi Bảo/);
    expect((await people('ông Xuân Hoà')).slice(0, 3)).toEqual(
      expect.arrayContaining(['Vũ Xuân Hoà', 'Vũ Xuân Hòa', 'Vũ Xuân Hóa']),
    );
    expect(await people('Đan')).toEqual(['Đỗ Yên Đan', 'Lê Anh Dân', 'Dân Văn Ý']);
    expect(await people('dan')).toEqual(['Lê Anh Dân', 'Đỗ Yên Đan', 'Dân Văn Ý']);
    expect(await people('Văn An')).toEqual(['Hòa Văn An']);
  });

  it('finds a resident by a form of address and the year of birth', async () => {
    await register(['Trần Thị Lan', 'Lê Thị Lan', 'Lan Thị Mai', 'Phạm Anh', 'Ngô Thị Cô', 'Đỗ Anh Thư', 'Vũ Thị Thu']);
    await app.db.pool.query(
      `UPDATE resident SET birth_precision = 'year', birth_date = CASE full_name WHEN 'Lê Thị Lan' THEN date '1960-01-01' ELSE date '1952-01-01' END WHERE ward_id = $1`,
      [ward.id],
    );
    for (const q of ['bà lan 1952', 'lan 1952', 'ba lan 1952', 'cụ Lan 1952']) {
      expect({ q, people: await people(q) }).toEqual({ q, people: ['Trần Thị Lan', 'Lan Thị Mai'] });
    }
    expect(await people('bà trần lan 1952')).toEqual(['Trần Thị Lan']);
    expect(await people('bà lan 1953')).toEqual([]);
    expect(await people('bà lan')).toEqual(['Lê Thị Lan', 'Trần Thị Lan', 'Lan Thị Mai']);
    expect(await people('anh')).toEqual(['Phạm Anh', 'Đỗ Anh Thư']);
    expect(await people('cô')).toEqual(['Ngô Thị Cô']);
    expect(await people('anh thư')).toEqual(['Đỗ Anh Thư', 'Vũ Thị Thu']);
    expect(await people('48 lan 1952')).toEqual([]);
  });

  it('shows all that was found in pages without a gap', async () => {
    await register(Array.from({ length: 620 }, (_, n) => `Nguyễn ${String.fromCharCode(65 + (n % 26))} ${n}x`));
    const all: string[] = [];
    for (let page = 1; page <= 10; page += 1) {
      const found = await searchRegister(app.db, ward.id, { terms: readSearchText('nguyen'), page }, TODAY);
      expect(found.residentCount).toBe(501);
      all.push(...found.residents.map(({ id }) => id));
    }
    expect([all.length, new Set(all).size]).toEqual([500, 500]);
  });

  it('reflects a corrected name and a removed phone', async () => {
    await register(['Nguyễn Thị Vi']);
    const change = (set: string) => app.db.pool.query(`UPDATE resident SET ${set} WHERE ward_id = $1`, [ward.id]);
    await change(
      "full_name = 'Đặng Văn Ân', phone = '0912345678', national_number_last4 = '5678', national_number_cipher = '\\x01', national_number_hash = '\\x01'",
    );
    for (const gone of ['vi', 'nguyen', 'thi vi']) expect(await people(gone)).toEqual([]);
    for (const now of ['an', 'dang', 'van an', 'an dang', '0912345678', '0912', '5678'])
      expect(await people(now)).toEqual(['Đặng Văn Ân']);
    await change('phone = NULL');
    expect(await people('0912')).toEqual([]);
    expect(await people('5678')).toEqual(['Đặng Văn Ân']);
    // Digits in a name may also be those of the number: one key, not two.
    await change("full_name = 'Ân 5678'");
    expect(await people('5678')).toEqual(['Ân 5678']);
    const { rows } = await app.db.pool.query(
      'SELECT key, name_order, is_given FROM resident_search_key WHERE ward_id = $1 ORDER BY key',
      [ward.id],
    );
    expect(rows).toEqual([
      { key: '5678', name_order: '5678 an', is_given: true },
      { key: 'an 5678', name_order: '5678 an', is_given: false },
    ]);
  });

  it('uses index scans that stop early, whatever is typed', async () => {
    const words = 'Nguyễn Trần Lê Phạm Thị Văn Anh Bảo Chi Dung Hà Hòa Khánh Lan Minh Ngọc Phúc Quân Sơn Vi'.split(' ');
    await register(
      Array.from({ length: 8000 }, (_, n) => `${words[n % 4]} ${words[4 + (n % 2)]} ${words[6 + (n % 14)]}`),
    );
    await app.db.pool.query(
      `
      INSERT INTO household (id, ward_id, house_number, street, address_line, lane_key, lane_label, walk_order)
      SELECT gen_random_uuid(), $1, n::text, 'Trấn Vũ', n || ' Trấn Vũ', 'tran vu', 'Trấn Vũ', lpad(n::text, 6, '0') FROM generate_series(1, 3000) AS n`,
      [ward.id],
    );
    await app.db.pool.query('VACUUM (ANALYZE) resident, resident_search_key, household, household_search_key');
    for (const q of [
      'n',
      'nguyen',
      'thi',
      'tran thi a',
      'nguyen thi vi',
      'thi nguyen',
      'tran nguyen',
      'vi n',
      '1',
      '25 tran vu',
      'tran vu',
      'vu 7',
      '%',
      'Hòa',
      'Trần Thị Lan',
      'anh vi',
      'bà lan 1952',
    ]) {
      const scans = scansOf(await planOf(q));
      expect({ q, inFull: scans.filter(({ kind }) => kind === 'Seq Scan') }).toEqual({ q, inFull: [] });
      // Words that many names hold, but no name holds together, take the longest: a quarter of the names are Trần.
      expect({ q, isShort: Math.max(...scans.map(({ rows }) => rows)) <= 2000 }).toEqual({ q, isShort: true });
    }
  });

  /** The plan of a search as one of the application's connections runs it: prepared, one plan for all values. */
  async function planOf(q: string): Promise<Plan> {
    const client = await app.db.pool.connect();
    try {
      const { text, values } = registerSearch(ward.id, { terms: readSearchText(q) }, TODAY);
      const literals = values.map((value) => {
        if (value === null) return 'NULL';
        if (!Array.isArray(value)) return client.escapeLiteral(String(value));
        const words = value.map((word: string) => client.escapeLiteral(word));
        return words.length > 0 ? `ARRAY[${words.join(', ')}]` : "'{}'";
      });
      await client.query(`DEALLOCATE ALL; PREPARE asked AS ${text}`);
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE asked (${literals.join(', ')})`,
      );
      return rows[0]!['QUERY PLAN'][0].Plan;
    } finally {
      client.release(true);
    }
  }

  it('counts doors up to fifty, the door itself first, then in walking order', async () => {
    for (let number = 1; number <= 60; number += 1)
      await createHousehold(app.db, ward, { address: `${number} Trấn Vũ` });
    await createHousehold(app.db, ward, { address: '2A Trấn Vũ' });
    const street = await search('tran vu');
    expect([street.doorCount, street.doors.length]).toEqual([51, 10]);
    expect((await search('2 tran vu')).doors.map(({ addressLine }) => addressLine)).toEqual([
      '2 Trấn Vũ',
      '2A Trấn Vũ',
    ]);
    expect((await search('2')).doors.map(({ addressLine }) => addressLine).slice(0, 3)).toEqual([
      '2 Trấn Vũ',
      '2A Trấn Vũ',
      '20 Trấn Vũ',
    ]);
    expect((await search('59 vu')).doors.map(({ addressLine }) => addressLine)).toEqual(['59 Trấn Vũ']);
  });

  it('equals a full scan of all names, for any names and input', async () => {
    const syllable = fc.constantFrom(
      'Nguyễn',
      'Ngô',
      'Trần',
      'Thị',
      'Văn',
      'Vân',
      'Vi',
      'Vĩnh',
      'An',
      'Anh',
      'Ánh',
      'Đăng',
      'Đặng',
      'Hòa',
      'Hoà',
      'Hoàn',
      'Ý',
      'Út%',
      'Ba_',
      "O'",
      'Tú',
    );
    const names = fc.sample(
      fc.array(syllable, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(' ')),
      { numRuns: runs(48), seed: 26 },
    );
    await register(names);
    await register(names, app.otherWard.id);
    const typedWord = fc
      .tuple(syllable, fc.nat(6))
      .map(([word, cut]) => [...word].slice(0, Math.max(1, word.length - cut)).join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(typedWord, { minLength: 1, maxLength: 3 }), async (typed) => {
        const q = typed.join(' ');
        const { residents, residentCount } = await search(q);
        const expected = expectedOf(names, foldVietnamese(q));
        expect({ q, residentCount }).toEqual({ q, residentCount: expected.length });
        expect(residents.map(({ fullName }) => rankOf(fullName, foldVietnamese(q)))).toEqual(
          expected
            .map((name) => rankOf(name, foldVietnamese(q)))
            .sort()
            .slice(0, 20),
        );
        expect(expected).toEqual(expect.arrayContaining(residents.map(({ fullName }) => fullName)));
      }),
      { numRuns: runs(150), seed: 48 },
    );
  });
});

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** The scans of the register and its keys, with the number of rows read. */
function scansOf(plan: Plan): { kind: string; rows: number }[] {
  const isOfRegister =
    /^(?:resident|household)(?:_search_key)?$/.test(plan['Relation Name'] ?? '') && plan['Actual Loops'] > 0;
  const own = isOfRegister
    ? [
        {
          kind: plan['Node Type'],
          rows: (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'],
        },
      ]
    : [];
  return [...own, ...(plan.Plans ?? []).flatMap(scansOf)];
}

const suffixes = (folded: string) => folded.split(' ').map((_, index, all) => all.slice(index).join(' '));

/** 0 ends this way, 1 the given name begins this way, 2 it stands elsewhere, 3 the words stand apart, 4 not at all. */
function rankOf(name: string, typed: string): number {
  const ends = suffixes(foldVietnamese(name));
  if (ends.includes(typed)) return 0;
  if (ends.at(-1)!.startsWith(typed)) return 1;
  if (ends.some((end) => end.startsWith(typed))) return 2;
  const words = typed.split(' ');
  return words.length > 1 && words.every((word) => ends.some((end) => end.startsWith(word))) ? 3 : 4;
}

/** Words that stand apart count only if fewer than five people hold them side by side. */
function expectedOf(names: string[], typed: string): string[] {
  const sideBySide = names.filter((name) => rankOf(name, typed) < 3);
  return sideBySide.length < 5 ? names.filter((name) => rankOf(name, typed) < 4) : sideBySide;
}
