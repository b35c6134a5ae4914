import { formatNumber } from '../../../shared/numbers';
import { groupName, suggestedGroup, type NamedGroup } from './reading/list-group';
import type { ImportRun } from './runs/queries';

/** Maximum number of residential groups listed by name. */
const MAX_GROUPS_NAMED = 6;

/**
 * The residential group for households that have none: the one the list names outside its rows, until the reviewer
 * chooses another. null when no household lacks a group, or there is none to choose.
 * @param known the names of the ward's groups by code.
 * @param chosen the choice in a rejected form; undefined before.
 */
export function groupChoice(
  { counts, columns }: ImportRun,
  known: ReadonlyMap<string, string>,
  chosen: string | undefined,
) {
  const ungrouped = counts?.ungrouped ?? 0;
  const named = columns?.groups ?? [];
  const suggested = suggestedGroup(named);
  if (ungrouped === 0 || (known.size === 0 && !suggested)) return null;
  const selected = chosen ?? suggested?.code ?? '';
  const options = [...known].map(([code, name]) => ({ value: code, label: name, selected: code === selected }));
  if (suggested && !known.has(suggested.code))
    options.unshift({
      value: suggested.code,
      label: `${groupName(suggested.code)} (chưa có trong sổ)`,
      selected: suggested.code === selected,
    });
  return {
    label: `Tổ dân phố cho ${formatNumber(ungrouped)} hộ chưa có tổ`,
    hint: [groupsFound(named, suggested), 'Hộ mà tệp hay sổ đã ghi tổ thì giữ tổ ấy.'].filter(Boolean).join(' '),
    options: [{ value: '', label: 'Không ghi tổ', selected: selected === '' }, ...options],
  };
}

function groupsFound(named: readonly NamedGroup[], suggested: NamedGroup | null): string {
  if (suggested) {
    switch (suggested.place) {
      case 'title':
        return `Tiêu đề của tệp ghi “${suggested.words}”.`;
      case 'sheet':
        return `Trang tính có tên “${suggested.words}”.`;
      case 'row':
        return `Dòng ${suggested.rowNumber} của tệp ghi “${suggested.words}”.`;
    }
  }
  if (named.length === 0) return '';
  const words = [...new Set(named.map((group) => `“${group.words}”`))];
  return `Tệp nhắc đến nhiều tổ (${words.slice(0, MAX_GROUPS_NAMED).join(', ')}). Mỗi hộ một tổ khác nhau thì thêm cột “Tổ dân phố” vào tệp rồi gửi lại.`;
}
