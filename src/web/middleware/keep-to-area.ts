import type { Request } from 'express';
import { z } from 'zod';
import type { Actor } from '../../actor';
import type { Config } from '../../config';
import { ForbiddenError } from '../../shared/errors';
import { formView, isId, requiredText, typed, type Failed, type FormValues } from '../form';
import { renderPage, viewOf } from '../page';
import type { Feature, Route } from '../route';
import { carriedForm } from '../sign-in-again';
import { wantsJson } from '../wants-json';

/** `returnTo` is below the address of the record; `interrupted`: a form that was sent to it. */
export const reasonForm = z.object({
  reason: requiredText('Ghi vì sao cần mở.', 300).pipe(z.string().min(10, 'Ghi rõ hơn: ít nhất 10 ký tự.')),
  returnTo: z.string().max(2000),
  interrupted: z.string().default(''),
});

export const outsidePage = ({ what }: { what: string }, values: FormValues, failed?: Failed) =>
  viewOf('register/places/outside-area', {
    title: `Ngoài địa bàn: ${what}`,
    form: formView(reasonForm, values, failed),
  });

/** `what`: the address of the home or the code of the round, never a person. */
type OpenedFile = { type: string; id: string; what: string; isOutside: boolean } | null;
type FindFile = (actor: Actor, record: { place: string; id: string }) => Promise<OpenedFile>;

/** Before a route opens a file, asks an officer who keeps to their area for a reason: one statement more. */
export function keepToArea(config: Config, opensFile: (path: string) => boolean, findFile: FindFile) {
  async function findOutside({ user, params, body }: Request, path: string): Promise<OpenedFile> {
    const values = (body ?? {}) as FormValues;
    // A script that sends the form of a visit names the address of its door.
    const asked = path === '/visits' ? typed(values, 'path') : path.replace(':id', String(params.id));
    // The form of a door that was taken off its round goes on as one of the home that it names.
    for (const address of [asked, `/households/${typed(values, 'householdId')}`]) {
      const [, place = '', id] = address.split('/');
      const file = isId(id) ? await findFile(user!, { place, id }) : null;
      if (file) return file.isOutside ? file : null;
    }
    return null;
  }

  const guard = (route: Route): Route => ({
    ...route,
    async handler(req, res, next) {
      const file = req.user?.keepsToArea ? await findOutside(req, route.path) : null;
      if (!file) return route.handler(req, res, next);
      if (wantsJson(req)) throw new ForbiddenError('Hồ sơ ngoài địa bàn: mở trang của hộ ấy và ghi lý do trước.');
      const sent = { returnTo: `/${file.type}s/${file.id}`, interrupted: carriedForm(config, req) };
      const values = route.method === 'post' ? sent : { returnTo: req.originalUrl };
      return renderPage(res, outsidePage(file, values), { status: 403 });
    },
  });
  return (feature: Feature): Feature => ({
    ...feature,
    routes: (...given) =>
      feature.routes(...given).map((each) => (each.path === '/visits' || opensFile(each.path) ? guard(each) : each)),
  });
}
