import { formatDateTime } from '../../../shared/dates';
import { viewOf } from '../../../web/page';
import type { FiledVisit } from './visit-file';
import type { CarriedRound } from './queries';

export const carriedRoundsPage = (rows: readonly CarriedRound[], now: Date) =>
  viewOf('door/carried-rounds/index', {
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
  });

function standing({ removedAt, revokedAt, revokedBy, expiresAt }: CarriedRound, isHeld: boolean) {
  const revoked = revokedAt ? `${revokedBy} thu hồi lúc ${formatDateTime(revokedAt)}` : '';
  const stands = (text: string, kind: string, note: string) => ({ state: { text, kind }, note });
  const removed = removedAt && `máy báo lúc ${formatDateTime(removedAt)}`;
  if (removed) return stands('Đã xóa khỏi máy', 'plain', [removed, revoked].filter(Boolean).join('; '));
  if (!isHeld)
    return stands('Hết hạn', 'plain', `từ ${formatDateTime(expiresAt)}; ${revoked || 'máy tự xóa khi được mở'}`);
  if (revokedAt) return stands('Đã thu hồi', 'try', `${revoked}; máy xóa khi người mang mở Tối nay có mạng`);
  return stands('Đang giữ', 'ok', `đến ${formatDateTime(expiresAt)}`);
}

export const lockedPage = () => viewOf('door/carried-rounds/locked', {});

export interface TakenVisit {
  visit: FiledVisit;
  /** The saved visit, or why it was not saved. */
  outcome: { id: string } | { why: string };
}

/** @param taken null before a file was sent. */
export const visitFilePage = (error: string, taken: ReturnType<typeof takenFile> | null = null) =>
  viewOf('door/carried-rounds/visit-file', { error, taken });

export const takenFile = (officer: string, visits: readonly TakenVisit[]) => ({
  officer,
  saved: visits.flatMap(({ visit, outcome }) =>
    'id' in outcome ? [{ label: visit.label, href: `/visits/${outcome.id}` }] : [],
  ),
  /** Their forms, to be opened with what was typed; '' for an address that is no visit's. */
  refused: visits.flatMap(({ visit: { label, path, fields }, outcome }) =>
    'why' in outcome
      ? [{ label, why: outcome.why, action: path, fields: fields.map(([name, value]) => ({ name, value })) }]
      : [],
  ),
});
