import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import qs from 'qs';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { listRoute } from '../../../web/list-route';
import { assets, renderCopy, renderPage } from '../../../web/page';
import { currentUser } from '../../../web/current-user';
import { parseForm, type FieldErrors, type FormValues } from '../../../web/form';
import { buttonRoute } from '../../../web/form-route';
import { nonceOf } from '../../../web/middleware/security-headers';
import { carryingLaptop, endWithBrowser } from '../../../web/middleware/session';
import { HttpError, NotFoundError } from '../../../shared/errors';
import { defineFeature, get, post, type Route } from '../../../web/route';
import { briefingsOfNight } from '../../casework/briefings/pages';
import { confirmPassword, createPasswordRateLimit } from '../../office/auth/service';
import { tonightPage } from '../tonight/pages';
import { loadTonight } from '../tonight/queries';
import { recordVisitFromForm } from '../visit-form/submission';
import { getTargetAt, openVisitForm } from '../visit-form/open-form';
import { getDoorTarget } from '../visit-records/queries';
import { newVisitValues } from '../visit-form/visit-form-fields';
import { carryForm } from './forms';
import { carriedRoundsPage, lockedPage, takenFile, visitFilePage, type TakenVisit } from './pages';
import { getOfficer, isRevoked, listCarriedRounds } from './queries';
import { carryRound, recordTakenIn, removeCarriedRound, revokeCarriedRound } from './service';
import { newFileKey, openVisitFile, type FiledVisit } from './visit-file';

const MAX_FILE_BYTES = 4 * 1_048_576;

/** A round taken along on a laptop: what its pages are, who holds what, and what comes back in a file. */
const carriedRoundRoutes = (context: AppContext): Route[] => {
  const { db, now, sealer } = context;
  const passwordRateLimit = createPasswordRateLimit(context);
  const carrying = carryingLaptop(context.config);

  /** The list of the evening and a form for each door that is not done, as the officer would open them now. */
  async function copyRound(req: Request, res: Response, roundId: string) {
    const actor = currentUser(req);
    const at = now();
    const tonight = await loadTonight(db, { wardId: actor.wardId, officerId: actor.id, roundId, now: at });
    const { rounds, doors, briefings } = tonight;
    const round = rounds.find(({ isShown }) => isShown);
    const isToday = round?.roundId === roundId && localDateOf(round.startsAt) === localDateOf(at) && doors.length > 0;
    if (!isToday) throw new NotFoundError('Chỉ mang theo được buổi hôm nay mà bạn đi.');
    const night = tonightPage(tonight, briefingsOfNight(roundId, briefings), at);
    const pages = [{ path: '/tonight', html: renderCopy(res, night, { title: 'Tối nay', path: '/tonight', at }) }];
    const scripts = new Set<string>();
    for (const { doorId } of doors.filter(({ visitId, pauseKind }) => visitId === null && pauseKind === null)) {
      const path = `/round-doors/${doorId}/visit`;
      const target = await getDoorTarget(db, actor.wardId, doorId);
      const view = await openVisitForm(context, actor, {
        target,
        values: newVisitValues(at, target.door.endsAt),
        clientKey: randomUUID(),
        action: path,
      });
      pages.push({ path, html: renderCopy(res, view, { title: view.model.title, path, at }) });
      for (const script of view.model.scripts) scripts.add(script);
    }
    return { pages, scripts, round: { id: roundId, endsAt: round.endsAt }, doors: pages.length - 1 };
  }

  /** Saves one visit of a file as its officer's own. */
  async function takeIn(officer: Actor, visit: FiledVisit): Promise<TakenVisit> {
    const body = new URLSearchParams(visit.fields).toString();
    const values = qs.parse(body, { depth: 32, parameterLimit: 3000, arrayLimit: 100 }) as FormValues;
    const because = (why: string): TakenVisit => ({ visit, outcome: { why } });
    try {
      const target = await getTargetAt(context, officer.wardId, visit.path);
      const result = await recordVisitFromForm(context, officer, target, {
        values,
        typedAt: new Date(visit.typedAt),
        isCarried: true,
      });
      switch (result.kind) {
        case 'done':
          return { visit, outcome: { id: result.id } };
        case 'invalid':
          return because(Object.values(result.errors).join(' '));
        case 'exists':
          return because(result.what);
        case 'withdrawn':
          return because('Lượt này đã lưu rồi được hoàn tác.');
        case 'round-gone':
          return because('Buổi này đã hủy hoặc dời ngày.');
      }
    } catch (error) {
      if (error instanceof HttpError) return because(error.message);
      throw error;
    }
  }

  return [
    listRoute('/carried-rounds', 'carried-rounds.manage', {
      title: 'Máy mang theo',
      isPersonal: false,
      page: async ({ actor }) => carriedRoundsPage(await listCarriedRounds(db, actor.wardId), now()),
      rows: (model) => model,
      columns: {
        'Thành viên': (row) => row.officer,
        Máy: (row) => row.laptop,
        Buổi: (row) => row.round.code,
        'Mang từ': (row) => row.carriedAt,
        'Tình trạng': (row) => row.state.text,
        'Ghi chú': (row) => row.note,
      },
    }),
    // By hand: a script sends it and is answered in JSON.
    post('/carried-rounds', 'visits.record', async ({ actor, req }, res) => {
      const form = parseForm(carryForm, req.body);
      if (!form.ok) return refuse(res, form.errors);
      const { roundId, laptopName, currentPassword } = form.value;
      const confirmed = await confirmPassword(db, actor, currentPassword, passwordRateLimit);
      if (confirmed.kind === 'invalid') return refuse(res, confirmed.errors);
      const { pages, scripts, round, doors } = await copyRound(req, res, roundId);
      const id = randomUUID();
      const { expiresAt } = await carryRound(context, actor, { id, round, laptopName, doors });
      carrying.write(res, '1', expiresAt.getTime() - now().getTime());
      await endWithBrowser(req);
      const files = [...Object.values(assets()), '/icons.svg', '/favicon.svg', ...scripts];
      const keys = newFileKey(sealer, { wardId: actor.wardId, carriedRoundId: id });
      const { username, displayName } = actor;
      const nonce = nonceOf(res);
      res.json({ kind: 'carried', id, expiresAt, username, displayName, ...keys, nonce, pages, files });
    }),
    get('/carried-rounds/:id', 'visits.record', async ({ actor, id, req }, res) => {
      const wasRevoked = await isRevoked(db, actor, id);
      res.json({ kind: 'state', officer: actor.id, isRevoked: wasRevoked, csrfToken: req.csrfToken?.(), now: now() });
    }),
    post('/carried-rounds/:id/removal', 'visits.record', async ({ actor, id }, res) => {
      const { kind } = await removeCarriedRound(context, actor, id);
      res.json({ kind });
    }),
    buttonRoute('/carried-rounds/:id/revocation', 'carried-rounds.manage', {
      save: ({ actor, id }) => revokeCarriedRound(context, actor, id),
      done: {
        said: 'Đã thu hồi. Máy ấy xóa buổi này khi người mang mở Tối nay lúc có mạng; trước đó dữ liệu vẫn mã hóa.',
        unchanged: 'Máy này đã được thu hồi hoặc đã xóa trước đó.',
        to: '/carried-rounds',
      },
    }),
    // What a laptop shows without network until its officer unlocks it; the same for all officers.
    get('/locked', 'public', (_asked, res) => renderPage(res, lockedPage(), { title: 'Không có mạng' })),
    get('/visit-files/new', 'visit-files.take-in', (_asked, res) =>
      renderPage(res, visitFilePage(''), { title: 'Nhận tệp từ máy của đội' }),
    ),
    {
      ...post('/visit-files', 'visit-files.take-in', async ({ actor, req }, res) => {
        const file = req.file && openVisitFile(sealer, actor.wardId, await req.file.handle.readFile());
        if (!file) {
          const error = req.file
            ? 'Không mở được tệp này: không phải tệp lượt thăm của phường, hoặc tệp đã bị sửa.'
            : 'Chọn tệp nhận từ máy của đội.';
          return renderPage(res, visitFilePage(error), { title: 'Nhận tệp từ máy của đội', hasErrors: true });
        }
        const officer = await getOfficer(db, actor.wardId, file.carriedRoundId);
        const taken: TakenVisit[] = [];
        for (const visit of file.visits) taken.push(await takeIn(officer, visit));
        const saved = taken.filter(({ outcome }) => 'id' in outcome).length;
        await recordTakenIn(context, actor, file.carriedRoundId, { saved, refused: taken.length - saved });
        renderPage(res, visitFilePage('', takenFile(officer.displayName, taken)), { title: 'Nhận tệp từ máy của đội' });
      }),
      upload: { field: 'file', maxBytes: MAX_FILE_BYTES, advice: 'Tệp lượt thăm không lớn đến thế: chọn lại tệp.' },
    },
  ];
};

function refuse(res: Response, errors: FieldErrors): void {
  res.status(422).json({ kind: 'refused', errors });
}

export const carriedRoundsFeature = defineFeature({
  routes: carriedRoundRoutes,
  audit: {
    actions: {
      'carried-round.carry': 'Mang buổi theo trên máy',
      'carried-round.remove': 'Xóa buổi khỏi máy',
      'carried-round.revoke': 'Thu hồi buổi trên máy',
      'carried-round.take-in': 'Nhận tệp lượt thăm từ máy của đội',
    },
    groups: { 'carried-round': 'Máy mang theo' },
    subjects: {
      'carried-round': { label: 'Buổi mang theo', href: () => '/carried-rounds' },
    },
    fields: { roundId: 'buổi', laptopName: 'tên máy', saved: 'lượt đã lưu', refused: 'lượt chưa lưu được' },
  },
});
