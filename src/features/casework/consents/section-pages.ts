import { v7 as newId } from 'uuid';
import { formatDate, formatDateTime, localDateOf } from '../../../shared/dates';
import { giverText, PURPOSES, currentAnswerFor, type Purpose } from './consent';
import type { ConsentFile, ConsentRow } from './queries';

/** The section of a resident's page: what they were informed of and agreed to. */
export type ConsentSection = ReturnType<typeof consentSection>;

export const PURPOSE_LABELS: Record<Purpose, string> = {
  contact: 'Đội đến nhà, gọi điện',
  survey: 'Hỏi khảo sát',
  photo: 'Chụp ảnh đăng báo',
};
const NOTHING_SAID: Record<Purpose, string> = {
  contact: 'Được: việc của cơ quan nhà nước, không phải xin đồng ý',
  survey: 'Chưa hỏi, nên chưa được',
  photo: 'Chưa hỏi, nên không được',
};
export const ANSWERS: Record<Purpose, { yes: string; no: string }> = {
  contact: { yes: 'Được, lại muốn đội đến', no: 'Không muốn đội đến hay gọi nữa' },
  survey: { yes: 'Đồng ý', no: 'Không' },
  photo: { yes: 'Đồng ý', no: 'Không' },
};

export function consentSection(
  { residentId, notice, rows }: ConsentFile,
  { canRecord, canReadRequests }: { canRecord: boolean; canReadRequests: boolean },
) {
  const restriction = rows.find(({ restricts }) => restricts);
  return {
    hasAny: rows.length > 0,
    // Whether they object to visits and calls: the page says so at its top.
    objects: currentAnswerFor(rows, 'contact')?.contact === false,
    // Since when and why the use of the record is restricted; '' if it is not.
    restriction: restriction
      ? `từ ${formatDate(localDateOf(new Date(restriction.saidAt)))}: ${restriction.restrictedBecause?.replace(/[.\s]+$/, '')}`
      : '',
    notice: noticeText(notice?.version ?? null, rows),
    lines: PURPOSES.map((purpose) => {
      const said = currentAnswerFor(rows, purpose);
      const isAllowed = said === null ? purpose === 'contact' : said[purpose] === true;
      return {
        label: PURPOSE_LABELS[purpose],
        value: said ? saidText(said, purpose) : NOTHING_SAID[purpose],
        // Where the valid record can be undone if it was a slip; '' if there is none, or for users who may only read.
        undoHref: canRecord && said && !said.dataRequestId ? `/consents/${said.id}/removal` : '',
        // The request for which it was recorded; '' without one, or for users who may not read it.
        requestHref: said?.dataRequestId && canReadRequests ? `/data-requests/${said.dataRequestId}` : '',
        // What one press records; null where there is nothing to withdraw, or for users who may only read.
        press:
          canRecord && isAllowed
            ? {
                action: `/residents/${residentId}/consent-withdrawals`,
                id: newId(),
                purpose,
                label: purpose === 'contact' ? 'Không liên hệ nữa' : 'Rút lại',
              }
            : null,
      };
    }),
    recordHref: canRecord ? `/residents/${residentId}/consents/new` : '',
  };
}

/** 'Đồng ý (chính người ấy, bằng lời nói, bản 2), 27/11/2026 19:10, Lê Văn Cường ghi'. */
function saidText(said: ConsentRow, purpose: Purpose): string {
  const how = [giverText(said), said.noticeVersion === null ? '' : `bản ${said.noticeVersion}`].filter(Boolean);
  const answer = said.restricts ? 'Không: đang hạn chế xử lý' : ANSWERS[purpose][said[purpose] ? 'yes' : 'no'];
  return `${answer}${how.length > 0 ? ` (${how.join(', ')})` : ''}, ${formatDateTime(new Date(said.saidAt))}, ${said.recordedBy} ghi`;
}

function noticeText(version: number | null, rows: readonly ConsentRow[]): string {
  if (version === null) return 'Phường chưa soạn';
  const read = rows.find(({ readAloud }) => readAloud === true);
  if (!read) return `Chưa đọc bản ${version}`;
  const when = `đã đọc bản ${read.noticeVersion}, ${formatDateTime(new Date(read.saidAt))}`;
  return read.noticeVersion === version ? `Đ${when.slice(1)}` : `Chưa đọc bản ${version}; ${when}`;
}
