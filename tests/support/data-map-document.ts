import { uncapitalise } from '../../src/shared/vietnamese-text';
import { DATA_MAP } from '../../src/features/privacy/data-map/data-map';
import {
  ACCOUNTABLE,
  PURPOSES,
  RETENTIONS,
  TECHNICAL,
  type About,
  type DataClass,
  type Labels,
  type MappedTable,
} from '../../src/features/privacy/data-map/map-form';

const ABOUT: Record<About, string> = {
  resident: 'người dân',
  household: 'nhà và những người ở đó',
  sender: 'người gửi từ ngoài',
  staff: 'người của phường',
  nobody: 'không ai',
};

const CLASSES: Record<DataClass, string> = {
  none: 'không phải dữ liệu cá nhân',
  basic: 'cơ bản',
  sensitive: 'nhạy cảm',
};

/** The map as a document in Markdown, in Vietnamese for the ward. */
export function writeDataMap(): string {
  const tables = Object.entries(DATA_MAP);
  const count = (of: keyof MappedTable & ('facts' | 'words' | 'sensitive')) =>
    tables.reduce((sum, [, table]) => sum + Object.keys(table[of]).length, 0);
  return `# Bản đồ dữ liệu

In bằng \`npm run data-map\` từ \`src/features/privacy/data-map/data-map.ts\`. Một kiểm thử báo lỗi khi cơ sở dữ liệu có cột
mà bản đồ chưa nói đến.

${tables.length} bảng. Nêu tên hoặc viết tự do: ${count('words')} cột; cơ bản, đếm được mà không nêu tên: ${count('facts')} cột; nhạy cảm: ${count('sensitive')} cột
(Nghị định 356/2025/NĐ-CP, Điều 3–4).

## Để làm gì, căn cứ nào

| để làm gì | căn cứ: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 |
|---|---|
${Object.values(PURPOSES)
  .map(({ label, basis }) => `| ${label} | ${basis} |`)
  .join('\n')}

## Cột có ở nhiều bảng

- Khóa và chữ kỹ thuật, ${CLASSES.none}: ${listed(TECHNICAL)}.
- Ai của phường đã ghi và lúc nào; loại ${CLASSES.basic}; để ${uncapitalise(PURPOSES.evidence.label)}; ${uncapitalise(RETENTIONS.account)}: ${listed(ACCOUNTABLE)}.

## Từng bảng

${tables.map(([name, table]) => tableSection(name, table)).join('\n\n')}
`;
}

function tableSection(name: string, table: MappedTable): string {
  const { facts, words, sensitive, none } = table;
  const lines = [
    ...lineOf('sensitive', '', sensitive, table),
    ...lineOf('basic', 'nêu tên hoặc viết tự do', words, table),
    ...lineOf('basic', 'đếm được', facts, table),
    ...(none.length > 0 ? [`| ${CLASSES.none} | ${listed(none)} |`] : []),
  ];
  const columns = lines.length > 0 ? `\n\n| loại | cột |\n|---|---|\n${lines.join('\n')}` : '';
  return `### ${name}: ${uncapitalise(table.holds)}

Của ${ABOUT[table.about]}. Để: ${uncapitalise(PURPOSES[table.purpose].label)} (${PURPOSES[table.purpose].basis}). Giữ: ${uncapitalise(RETENTIONS[table.keep])}.${columns}`;
}

function lineOf(dataClass: DataClass, kind: string, labels: Labels, { keptApart }: MappedTable): string[] {
  const columns = Object.entries(labels).map(([column, label]) => {
    const apart = keptApart[column];
    return `\`${column}\` ${label}${apart ? ` (giữ: ${uncapitalise(RETENTIONS[apart])})` : ''}`;
  });
  return columns.length > 0
    ? [`| ${[CLASSES[dataClass], kind].filter(Boolean).join(', ')} | ${columns.join('; ')} |`]
    : [];
}

const listed = (columns: Iterable<string>) => [...columns].map((column) => `\`${column}\``).join(' ');
