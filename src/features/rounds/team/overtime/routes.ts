import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { AppContext } from '../../../../context';
import { isPermitted } from '../../../../permissions';
import { addMonths, localDateOf, monthName, monthStartOf, type LocalDate } from '../../../../shared/dates';
import { XLSX_TYPE, xlsxFile } from '../../../../shared/xlsx-file';
import { currentUser } from '../../../../web/current-user';
import { parseForm, type Failed, type FormValues } from '../../../../web/form';
import { renderPage } from '../../../../web/page';
import { defineFeature, type Route } from '../../../../web/route';
import { overtimeAudit } from './audit-labels';
import { createExportRateLimit } from '../../../office/auth/rate-limits';
import { getWard } from '../../../office/wards/queries';
import { monthOf, overtimeExportForm, overtimeQuery } from './forms';
import { officersFile, roundsFile } from './overtime-file';
import { overtimePage, type OwnMonth } from './pages';
import { listHoursOfMonth, readDoorWork } from './queries';
import { recordOvertimeExport } from './service';

const overtimeRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const countExport = createExportRateLimit(context);
  const thisMonth = () => monthStartOf(localDateOf(now()));

  const showMonth = async (
    req: Request,
    res: Response,
    { month, officerId = null }: { month: LocalDate; officerId?: string | null },
    failed?: Failed,
  ) => {
    const { id, role, wardId } = currentUser(req);
    const isOwn = role === 'officer';
    const hoursOf = (of: LocalDate) => listHoursOfMonth(db, wardId, of, { now: now(), userId: isOwn ? id : null });
    const ownMonth = async (of: LocalDate): Promise<OwnMonth> => {
      const [[hours], work] = await Promise.all([hoursOf(of), readDoorWork(db, wardId, of, id)]);
      return { month: of, hours, work };
    };
    const own = isOwn ? await Promise.all([ownMonth(month), ownMonth(addMonths(month, -1))]) : [];
    const officers = isOwn ? own.slice(0, 1).flatMap(({ hours }) => hours ?? []) : await hoursOf(month);
    const view = overtimePage(
      {
        month,
        today: localDateOf(now()),
        isOwn,
        own,
        officers,
        shownId: isOwn ? id : officerId,
        canExport: isPermitted(role, 'overtime.export'),
      },
      failed,
    );
    renderPage(res, view, { hasErrors: failed !== undefined });
  };

  return [
    {
      method: 'get',
      path: '/overtime',
      permission: 'overtime.read',
      handler: (req, res) => {
        const { month, officer } = overtimeQuery.parse(req.query);
        return showMonth(req, res, { month: month ?? thisMonth(), officerId: officer });
      },
    },
    {
      // By hand, because it answers with a file.
      method: 'post',
      path: '/overtime/export',
      permission: 'overtime.export',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const form = parseForm(overtimeExportForm, req.body);
        if (!form.ok)
          return showMonth(req, res, { month: monthOf((req.body as FormValues).month) ?? thisMonth() }, form);
        await countExport(actor.id);
        const { month, content, reason } = form.value;
        const [officers, ward] = await Promise.all([
          listHoursOfMonth(db, actor.wardId, month, { now: now(), userId: null }),
          getWard(db, actor.wardId),
        ]);
        if (officers.length === 0)
          return showMonth(
            req,
            res,
            { month },
            { values: req.body as FormValues, errors: { content: 'Tháng này chưa có buổi nào để tải.' } },
          );
        const { file, rows } = (content === 'officers' ? officersFile : roundsFile)(officers, {
          monthName: monthName(month),
          wardName: ward.name,
          by: actor.displayName,
          reason,
          at: now(),
        });
        await recordOvertimeExport(context, actor, form.value, rows.length);
        res
          .attachment(`gio-lam-them-${month.slice(0, 7)}${content === 'rounds' ? '-tung-buoi' : ''}.xlsx`)
          .type(XLSX_TYPE);
        await pipeline(xlsxFile(file, Readable.from([rows])), res);
      },
    },
  ];
};

export const overtimeFeature = defineFeature({ routes: overtimeRoutes, audit: overtimeAudit });
