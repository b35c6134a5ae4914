import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { undoable } from '../../../web/flash';
import { buttonRoute, formPage, formRoutes } from '../../../web/form-route';
import { listRoute } from '../../../web/list-route';
import { signatureOf } from '../../../web/own-cookie';
import { readPlace } from '../../../web/pager';
import { defineFeature, type Route } from '../../../web/route';
import { publicFormRoutes } from '../../casework/public-requests/public-form-routes';
import { voicesAudit } from './audit-labels';
import { slipsForm, voiceForm } from './forms';
import { slipsPage, voicePage, voicesPage, voiceSentPage } from './pages';
import { endedWeeks, listSentences, readVoices } from './queries';
import { enterSlips, removeSentence, removeSlips, sendVoice } from './service';

/** What residents say about the team, from any telephone or on a slip. Officers read none of it. */
const voiceRoutes = (context: AppContext): Route[] => {
  const { config, db, now, accessLog } = context;
  return [
    ...publicFormRoutes(context, {
      path: '/voice/:ward',
      title: 'Đội đến nhà thế nào?',
      schema: voiceForm,
      page: voicePage,
      async save(ward, { sendKey, isChecked }, form) {
        // Keyed, because the limits keep the ticket, and with it a time, for some hours.
        const key = signatureOf(config, 'voice', sendKey);
        return voiceSentPage(ward, await sendVoice(context, { wardId: ward.id, key, isChecked }, form), form);
      },
    }),
    listRoute('/voices', 'data-requests.read', {
      title: 'Lời bà con',
      async page({ actor: { wardId, role }, query }) {
        const span = endedWeeks(localDateOf(now()));
        const place = readPlace(query);
        const said = await Promise.all([readVoices(db, wardId, span), listSentences(db, wardId, span, place.after)]);
        return voicesPage(...said, { span, place, mayWrite: isPermitted(role, 'data-requests.manage') });
      },
      opened: ({ actor }) => accessLog.opened(actor, 'voice.list', { type: 'ward', id: actor.wardId }),
      rows: (model) => model,
      columns: { 'Lời nhắn': (row) => row.sentence, Tuần: (row) => row.week },
    }),
    ...formRoutes('/voices/slips', 'data-requests.manage', {
      show: formPage({ open: () => null, page: (_, failed) => slipsPage(failed), title: 'Chép tờ nhận xét' }),
      schema: slipsForm,
      save: ({ actor }, form) => enterSlips(context, actor, form),
      done: ({ kind }, _, { id, slips }) => ({
        said: undoable(
          kind === 'done' ? `Đã chép ${slips.length} tờ.` : 'Biểu mẫu này đã lưu trước đó. Muốn sửa thì hoàn tác.',
          `/voices/slips/${id}/removal`,
        ),
        to: '/voices/slips',
      }),
    }),
    buttonRoute('/voices/slips/:id/removal', 'data-requests.manage', {
      save: ({ actor, id }) => removeSlips(context, actor, id),
      done: ({ kind }) => ({
        said: kind === 'done' ? 'Đã bỏ những tờ ấy.' : 'Chỉ bỏ được tờ chép hôm nay.',
        to: '/voices/slips',
      }),
    }),
    buttonRoute('/voices/:id/removal', 'data-requests.manage', {
      save: ({ actor, id }) => removeSentence(context, actor, id),
      done: ({ kind }) => ({ said: kind === 'done' ? 'Đã bỏ lời ấy.' : 'Không còn lời ấy.', to: '/voices' }),
    }),
  ];
};

export const voicesFeature = defineFeature({ routes: voiceRoutes, audit: voicesAudit });
