import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { TooManyRequestsError } from '../../../shared/errors';
import { UNCHANGED } from '../../../shared/outcome';
import { callerAddress } from '../../../web/caller-address';
import { flash } from '../../../web/flash';
import { parseForm, type FieldErrors } from '../../../web/form';
import { buttonRoute } from '../../../web/form-route';
import { allowMicrophone } from '../../../web/middleware/security-headers';
import { renderPage } from '../../../web/page';
import { get, post, type Asked, type Route } from '../../../web/route';
import { countTry, createRateLimit } from '../auth/rate-limits';
import { soundProblem, spokenStepForm } from './forms';
import { readSound } from './sound-file';
import { spokenPage } from './spoken-pages';
import { getSound, getSpokenGuide, type SpokenGuide } from './spoken-queries';
import { removeSound, saveSpokenStep } from './spoken-service';

/** Sounds asked for from one network in a quarter of an hour, enough for a building behind one router. */
const SOUNDS_PER_QUARTER_HOUR = 1200;

/** How the steps of a service are said: written, recorded and removed by the team, heard on any telephone. */
export const spokenRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const rateLimit = createRateLimit(context, 'guide-sound', SOUNDS_PER_QUARTER_HOUR);
  const guideOf = ({ actor, id }: Asked) => getSpokenGuide(db, actor.wardId, id);
  const hrefOf = ({ id }: Asked) => `/public-services/${id}/sounds`;

  function show(res: Response, guide: SpokenGuide, { body }: Asked, errors?: FieldErrors) {
    allowMicrophone(res);
    renderPage(res, spokenPage(guide, errors && { values: body, errors }), {
      title: 'Ghi âm các bước',
      hasErrors: errors !== undefined,
    });
  }

  return [
    get('/public-services/:id/sounds', 'guides.speak', async (asked, res) => show(res, await guideOf(asked), asked)),
    {
      // By hand: the file is checked outside the schema.
      ...post('/public-services/:id/sounds', 'guides.speak', async (asked, res) => {
        const { actor, id, req, body } = asked;
        const guide = await guideOf(asked);
        const form = parseForm(spokenStepForm, body);
        if (!form.ok) return show(res, guide, asked, form.errors);
        const bytes = await req.file?.handle.readFile();
        const sound = bytes?.length ? readSound(bytes) : null;
        const problem = bytes?.length ? soundProblem(bytes.length, sound) : '';
        if (problem) return show(res, guide, asked, { sound: problem });
        const outcome = await saveSpokenStep(context, actor, id, { ...form.value, sound });
        if (outcome.kind === 'invalid') return show(res, guide, asked, outcome.errors);
        flash(req, 'Đã lưu.');
        res.redirect(303, `${hrefOf(asked)}#step-${form.value.step}`);
      }),
      upload: { field: 'sound', maxBytes: 8 * 1_048_576, advice: 'Ghi lại, ngắn hơn 30 giây.' },
    },
    buttonRoute('/public-services/:id/sounds/removal', 'guides.speak', {
      save: async (asked) => {
        await guideOf(asked);
        const form = parseForm(spokenStepForm, asked.body);
        return form.ok ? removeSound(context, asked.actor, asked.id, form.value) : UNCHANGED;
      },
      done: ({ kind }, asked) => ({
        said: kind === 'done' ? 'Đã xóa bản ghi âm.' : 'Bước này không còn bản ghi âm.',
        to: hrefOf(asked),
      }),
    }),
    // For any phone: no account, nothing logged.
    get('/guide-sounds/:id', 'public', async ({ id, req }, res) => {
      const refused = await countTry(rateLimit, callerAddress(req.ip));
      if (refused) throw new TooManyRequestsError(Math.ceil(refused.msBeforeNext / 1000));
      const { sound, type } = await getSound(db, id);
      res.setHeader('Cache-Control', 'private, max-age=86400, immutable');
      sendBytes(req.range(sound.length), sound, res.type(type));
    }),
  ];
};

/** Safari plays audio only from servers that answer range requests. */
function sendBytes(ranges: ReturnType<Asked['req']['range']>, bytes: Buffer, res: Response): void {
  res.setHeader('Accept-Ranges', 'bytes');
  if (ranges === -1) {
    res.setHeader('Content-Range', `bytes */${bytes.length}`);
    return void res.sendStatus(416);
  }
  const [range] = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges : [];
  if (!range) return void res.send(bytes);
  res.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${bytes.length}`);
  res.send(bytes.subarray(range.start, range.end + 1));
}
