import type { ErrorRequestHandler } from 'express';
import { isPermitted } from '../permissions';
import { formatDateTime } from '../shared/dates';
import { NotFoundError } from '../shared/errors';
import { ConflictError } from './errors';
import { isId } from './form';
import { typedInto } from './form-route';

/** The record that another one was merged into. */
interface KeptRecord {
  id: string;
  name: string;
  mergedBy: string;
  mergedAt: Date;
}

type FindKept = (wardId: string, kind: 'resident' | 'household', id: string) => Promise<KeptRecord | null>;

const PATH = /^\/(residents|households)\/([^/?]+)/;
/**
 * Redirects the address of a merged record to the one it was merged into. A form about it is not lost: its values
 * appear on the page that explains what happened. Runs after the routes and before the error pages.
 */
export const followMerged =
  (findKept: FindKept): ErrorRequestHandler =>
  async (error: unknown, req, res, next) => {
    const [start, place, id] = PATH.exec(req.originalUrl) ?? [];
    if (!(error instanceof NotFoundError) || !req.user || !start || !isId(id)) return next(error);
    // A user who may not open the file must not learn its name from an address without a route either.
    if (!isPermitted(req.user.role, place === 'residents' ? 'residents.read' : 'households.read')) return next(error);
    const kept = await findKept(req.user.wardId, place === 'residents' ? 'resident' : 'household', id);
    if (!kept) return next(error);
    const there = `/${place}/${kept.id}`;
    // A visit belongs to the door, whichever record represents it now: the form is forwarded unchanged to the kept
    // household.
    if (place === 'households' && /\/visits\/new$/.test(req.path)) return res.redirect(307, `${there}/visits/new`);
    if (req.method === 'GET' || req.method === 'HEAD')
      return res.redirect(303, `${there}${req.originalUrl.slice(start.length)}`);
    const yours = await typedInto(res, kept.id);
    next(
      new ConflictError({
        what: `${place === 'residents' ? 'Hồ sơ' : 'Hộ'} này vừa được gộp vào ${kept.name}.`,
        yours,
        theirs: [{ label: 'Nay ghi ở', value: kept.name }],
        theirName: kept.mergedBy,
        theirTime: formatDateTime(kept.mergedAt),
        resumeHref: there,
        keepAction: null,
        closed: `Bản cũ không sửa được nữa: ghi tiếp ở ${kept.name}.`,
      }),
    );
  };
