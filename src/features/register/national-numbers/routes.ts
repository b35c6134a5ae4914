import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { maskNationalNumber } from '../../../shared/national-number';
import { SealError, TamperedError } from '../../../shared/sealer';
import { answerOf, askAgainModel, askAgainPage } from '../../../web/ask-again';
import { currentUser } from '../../../web/current-user';
import { TooManyRequestsError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { countTry, createBrake } from '../../office/auth/brakes';
import { DISCLOSURE_REASONS, disclosureForm } from './forms';
import { disclosedModel, disclosedPage, numberModel, numberPage } from './pages';
import { getNumberFile } from './queries';
import { placeIn } from './sealed-columns';
import { putNumberBack } from './service';

/** Full numbers one user may see in a quarter of an hour: an evening at the doors needs few, a script many. */
const MAX_DISCLOSED = 20;

const KEY_LOST = 'Số này được mã hóa bằng khóa mà máy chủ không còn giữ. Báo quản trị máy chủ: cần đặt lại khóa cũ.';

const TAMPERED =
  'Số này đã bị đổi hoặc chuyển chỗ trong cơ sở dữ liệu, ngoài Gõ Cửa, nên không hiện ra. Báo ngay quản trị máy chủ; đối chiếu với thẻ của người dân rồi ghi lại số.';

/** Turns a value that cannot be opened into an explanation. */
async function catchSealError<Result>(
  read: () => Result | Promise<Result>,
): Promise<{ value: Result } | { sealed: string }> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof TamperedError) return { sealed: TAMPERED };
    if (error instanceof SealError) return { sealed: KEY_LOST };
    throw error;
  }
}

export const nationalNumberRoutes = (context: AppContext): Route[] => {
  const { db, sealer } = context;
  const brake = createBrake(context, 'disclosed-number', MAX_DISCLOSED);

  async function renderNumber(req: Request, res: Response, failed?: { values: FormValues; errors: FieldErrors }) {
    const actor = currentUser(req);
    const file = await getNumberFile(db, actor.wardId, idParam(req));
    await context.accessLog.opened(
      actor,
      'resident.open',
      { type: 'resident', id: file.id },
      { for: 'national-number' },
    );
    const canManage = isPermitted(actor.role, 'residents.manage');
    renderPage(res, numberPage, numberModel(file, canManage, failed), {
      title: `Số định danh: ${file.fullName}`,
      hasErrors: failed !== undefined,
    });
  }

  return [
    {
      method: 'get',
      path: '/residents/:id/national-number',
      permission: 'national-numbers.disclose',
      handler: (req, res) => renderNumber(req, res),
    },
    {
      method: 'post',
      path: '/residents/:id/national-number/disclosure',
      permission: 'national-numbers.disclose',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const file = await getNumberFile(db, actor.wardId, idParam(req));
        const form = parseForm(disclosureForm, req.body);
        if (!form.ok) return renderNumber(req, res, form);
        if (!file.nationalNumberCipher)
          return renderNumber(req, res, { values: req.body, errors: { reason: 'Hồ sơ này chưa có số định danh.' } });
        const subject = { type: 'resident', id: file.id };
        const refused = await countTry(brake, actor.id);
        if (refused) {
          // One log entry in a quarter of an hour is enough: a script must not flood the log.
          if (refused.consumedPoints === MAX_DISCLOSED + 1)
            await context.accessLog.opened(actor, 'resident.refuse-number', subject, { count: MAX_DISCLOSED });
          throw new TooManyRequestsError(
            Math.ceil(refused.msBeforeNext / 1000),
            `Bạn đã xem ${MAX_DISCLOSED} số định danh trong 15 phút.`,
          );
        }
        const place = placeIn('resident.national_number_cipher', actor.wardId, file.id);
        const opened = await catchSealError(() =>
          sealer.open(file.nationalNumberCipher!, place, file.nationalNumberHash),
        );
        if ('sealed' in opened) return renderNumber(req, res, { values: req.body, errors: { reason: opened.sealed } });
        const { reason, reasonNote } = form.value;
        await context.accessLog.opened(actor, 'resident.disclose-number', subject, {
          reason: DISCLOSURE_REASONS[reason],
          note: reasonNote,
        });
        renderPage(
          res,
          disclosedPage,
          disclosedModel(file, opened.value, [DISCLOSURE_REASONS[reason], reasonNote].filter(Boolean).join(': ')),
          {
            title: `Số định danh của ${file.fullName}`,
          },
        );
      },
    },
    {
      method: 'post',
      path: '/residents/:id/national-number/changes/:changeId/reversal',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const answer = answerOf(req.body);
        if (answer === 'edit') return res.redirect(303, `/residents/${id}/national-number`);
        const opened = await catchSealError(() =>
          putNumberBack(context, currentUser(req), {
            residentId: id,
            changeId: idParam(req, 'changeId'),
            isSure: answer === 'sure',
          }),
        );
        if ('sealed' in opened) {
          flash(req, opened.sealed, 'danger');
          return res.redirect(303, `/residents/${id}/national-number`);
        }
        const put = opened.value;
        if (put.ok === 'ask') {
          const shown = (last4: string | null) => (last4 ? maskNationalNumber(last4) : '');
          return renderPage(
            res,
            askAgainPage,
            askAgainModel(req.body, {
              title: `Trả lại số định danh cũ của ${put.fullName}?`,
              sentences: ['Lần trả lại được ghi vào nhật ký và vào lịch sử của số.'],
              changes: [{ label: 'Số định danh', before: shown(put.before), after: shown(put.after) }],
              action: req.path,
              confirmLabel: 'Đúng, trả lại số cũ',
            }),
            { title: `Trả lại số định danh của ${put.fullName}?` },
          );
        }
        if (put.ok === 'moved-on')
          flash(
            req,
            'Số của hồ sơ đã được đổi tiếp sau lần này, nên không trả lại được. Sửa số ở “Sửa hồ sơ”.',
            'warning',
          );
        else if (!put.ok) flash(req, `${put.errors.nationalNumber} Chưa trả lại được.`, 'danger');
        else flash(req, 'Đã trả lại số định danh cũ.');
        res.redirect(303, `/residents/${id}/national-number`);
      },
    },
  ];
};
