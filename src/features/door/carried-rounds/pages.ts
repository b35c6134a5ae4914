import { formatDateTime } from '../../../shared/dates';
import { definePage } from '../../../web/page';
import type { FiledVisit } from './visit-file';
import type { CarriedRound } from './queries';

interface CarriedRoundsModel {
  rows: {
    officer: string;
    laptop: string;
    round: { code: string; href: string };
    carriedAt: string;
    state: { text: string; kind: 'ok' | 'try' | 'ask' | 'plain' };
    note: string;
    revokeAction: string;
  }[];
}

export const carriedRoundsPage = definePage<CarriedRoundsModel>('door/carried-rounds/index');

export function carriedRoundsModel(rows: readonly CarriedRound[], now: Date): CarriedRoundsModel {
  return {
    rows: rows.map((row) => {
      const isHeld = !row.removedAt && row.expiresAt > now;
      return {
        officer: row.officerName,
        laptop: row.laptopName,
        round: { code: row.roundCode, href: `/rounds/${row.roundId}` },
        carriedAt: formatDateTime(row.carriedAt),
        ...standing(row, isHeld),
        revokeAction: isHeld && !row.revokedAt ? `/carried-rounds/${row.id}/revocation` : '',
      };
    }),
  };
}

function standing(
  { removedAt, revokedAt, revokedBy, expiresAt }: CarriedRound,
  isHeld: boolean,
): Pick<CarriedRoundsModel['rows'][number], 'state' | 'note'> {
  const revoked = revokedAt ? `${revokedBy} thu hồi lúc ${formatDateTime(revokedAt)}` : '';
  if (removedAt)
    return {
      state: { text: 'Đã xóa khỏi máy', kind: 'plain' },
      note: [`máy báo lúc ${formatDateTime(removedAt)}`, revoked].filter(Boolean).join('; '),
    };
  if (!isHeld)
    return {
      state: { text: 'Hết hạn', kind: 'plain' },
      note: `từ ${formatDateTime(expiresAt)}; ${revoked || 'máy tự xóa khi được mở'}`,
    };
  if (revokedAt)
    return {
      state: { text: 'Đã thu hồi', kind: 'try' },
      note: `${revoked}; máy xóa khi người mang mở Tối nay có mạng`,
    };
  return { state: { text: 'Đang giữ', kind: 'ok' }, note: `đến ${formatDateTime(expiresAt)}` };
}

export const lockedPage = definePage<Record<string, never>>('door/carried-rounds/locked');

interface VisitFileModel {
  error: string;
  /** Null before a file was sent. */
  taken: {
    officer: string;
    saved: { label: string; href: string }[];
    /** Those that need a person: their form, to be opened with what was typed; '' for an address that is no visit's. */
    refused: { label: string; why: string; action: string; fields: { name: string; value: string }[] }[];
  } | null;
}

export const visitFilePage = definePage<VisitFileModel>('door/carried-rounds/visit-file');

export interface TakenVisit {
  visit: FiledVisit;
  /** The saved visit, or why it was not saved. */
  outcome: { id: string } | { why: string };
}

export function visitFileModel(officer: string, taken: readonly TakenVisit[]): VisitFileModel {
  return {
    error: '',
    taken: {
      officer,
      saved: taken.flatMap(({ visit, outcome }) =>
        'id' in outcome ? [{ label: visit.label, href: `/visits/${outcome.id}` }] : [],
      ),
      refused: taken.flatMap(({ visit, outcome }) =>
        'why' in outcome
          ? [
              {
                label: visit.label,
                why: outcome.why,
                action: visit.path,
                fields: visit.fields.map(([name, value]) => ({ name, value })),
              },
            ]
          : [],
      ),
    },
  };
}
