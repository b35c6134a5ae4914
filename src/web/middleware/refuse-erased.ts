import type { RequestHandler } from 'express';
import { flash } from '../flash';
import { isId } from '../form';

/**
 * Everything that is written in a resident's record, the erasure itself apart, and what is undone there. Routes know no
 * capitals either.
 */
const WRITES = /^\/(?:residents|consents)\/([^/]+)\/(?!erasure\/?$)/i;

/**
 * Refuses to write in the record of a resident whose data were erased: what names them must not come back. A sentence
 * on the record's page says so.
 * @param findErased the resident whose record a ward's id belongs to; null if it was not erased.
 */
export const refuseErased =
  (findErased: (wardId: string, id: string) => Promise<string | null>): RequestHandler =>
  async (req, res, next) => {
    const id = req.method === 'POST' ? WRITES.exec(req.path)?.[1] : undefined;
    if (!req.user || !id || !isId(id)) return next();
    const erased = await findErased(req.user.wardId, id);
    if (erased === null) return next();
    flash(req, 'Chưa ghi gì: dữ liệu của người này đã xóa, không ghi thêm vào hồ sơ này được.', 'warning');
    res.redirect(303, `/residents/${erased}`);
  };
