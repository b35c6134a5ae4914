import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { UNCHANGED } from '../../../shared/outcome';
import { flash } from '../../../web/flash';
import { parseForm, type Failed, type FieldErrors } from '../../../web/form';
import { buttonRoute } from '../../../web/form-route';
import { allowDevice } from '../../../web/middleware/security-headers';
import { renderPage } from '../../../web/page';
import { get, post, type Asked, type Route } from '../../../web/route';
import { createReadingRateLimit } from '../auth/rate-limits';
import { findLastChange } from '../audit/last-change';
import { soundProblem, spokenStepForm } from './forms';
import { readSound } from './sound-file';
import { spokenPage } from './spoken-pages';
import { getSound, getSpokenGuide } from './spoken-queries';
import { removeSound, saveSpokenStep } from './spoken-service';

/** Sounds asked for from one network in a quarter of an hour, enough for a building behind one router. */
const SOUNDS_PER_QUARTER_HOUR = 1200;

const REMOVAL = {
  done: 'Đã xóa bản ghi âm.',
  unchanged: 'Bước này không còn bản ghi âm.',
  stale: 'Chưa xóa: người khác vừa thay bản ghi âm. Nghe lại rồi xóa.',
};

/** How the steps of a service are said: written, recorded and removed by the team, heard on any telephone. */
export const spokenRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const countReading = createReadingRateLimit(context, 'guide-sound', SOUNDS_PER_QUARTER_HOUR);
  const guideOf = ({ actor, id }: Asked) => getSpokenGuide(db, actor.wardId, id);
  const hrefOf = ({ id }: Asked) => `/public-services/${id}/sounds`;

  async function show(asked: Asked, res: Response, failed?: Failed, status = failed ? 422 : 200) {
    const page = spokenPage(await guideOf(asked), failed);
    allowDevice(res, 'microphone');
    renderPage(res, page, { title: 'Ghi âm các bước', hasErrors: failed !== undefined, status });
  }

  return [
    get('/public-services/:id/sounds', 'guides.speak', show),
    {
      // By hand: the file is checked outside the schema.
      ...post('/public-services/:id/sounds', 'guides.speak', async (asked, res) => {
        const { actor, id, req, body } = asked;
        const refuse = (errors: FieldErrors) => show(asked, res, { values: body, errors });
        const form = parseForm(spokenStepForm, body);
        if (!form.ok) return refuse(form.errors);
        const bytes = await req.file?.handle.readFile();
        const sound = bytes?.length ? readSound(bytes) : null;
        const problem = bytes?.length ? soundProblem(bytes.length, sound) : '';
        if (problem) return refuse({ sound: problem });
        const outcome = await saveSpokenStep(context, actor, id, { ...form.value, sound });
        if (outcome.kind === 'invalid') return refuse(outcome.errors);
        if (outcome.kind === 'stale') {
          const { language } = form.value;
          const details = { position: outcome.position, language };
          const last = await findLastChange(db, actor.wardId, { type: 'public-service', id, details });
          const errors = {
            [language ? 'text' : 'sound']: savedMeanwhile(last?.by ?? 'Người khác', outcome.theirs.text),
          };
          return show(asked, res, { values: { ...body, seen: outcome.theirs.id }, errors }, 409);
        }
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
      done: ({ kind }, asked) => ({ said: REMOVAL[kind], to: hrefOf(asked) }),
    }),
    // For any phone: no account, nothing logged.
    get('/guide-sounds/:id', 'public', async ({ id, req }, res) => {
      await countReading(req);
      const { sound, type } = await getSound(db, id);
      res.setHeader('Cache-Control', 'private, max-age=86400, immutable');
      sendBytes(req.range(sound.length), sound, res.type(type));
    }),
  ];
};

/** What the form says, with what was typed in it, after another officer has saved the step. */
const savedMeanwhile = (by: string, text: string): string =>
  `${by} vừa lưu bước này${text && `: “${text}”`}. Lưu lần nữa thì bản của bạn thay bản ấy; bản ghi âm thì ghi hoặc chọn lại.`;

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
