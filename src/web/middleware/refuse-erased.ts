import type { RequestHandler } from 'express';
import { flash } from '../flash';
import { isId } from '../form';

/** Everything that is written in a resident's record, the erasure itself apart. Routes know no capitals either. */
const WRITES = /^\/residents\/([^/]+)\/(?!erasure\/?$)/i;

/**
 * Refuses to write in the record of somebody whose data were erased: what names them must not come back. A sentence on
 * the record's page says so.
 * @param isErased for a resident of a ward.
 */
export function refuseErased(isErased: (wardId: string, id: string) => Promise<boolean>): RequestHandler {
  return async (req, res, next) => {
    const id = req.method === 'POST' ? WRITES.exec(req.path)?.[1] : undefined;
    if (!req.user || !id || !isId(id) || !(await isErased(req.user.wardId, id))) return next();
    flash(req, 'Chưa ghi gì: dữ liệu của người này đã xóa, không ghi thêm vào hồ sơ này được.', 'warning');
    res.redirect(303, `/residents/${id}`);
  };
}
