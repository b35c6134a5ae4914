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
import type { PublicWard } from '../../casework/public-requests/queries';
import { spanOf } from './blocks';
import { slipsForm, voiceForm, type TypedVoice } from './forms';
import { slipsPage, voicePage, voicesPage, voiceSentPage } from './pages';
import { listBlocks, listSentences, readVoices } from './queries';
import { enterSlips, hasManyComplaints, isSent, removeSentence, removeSlips, sendVoice } from './service';

/** What residents say about the team, from any telephone or on a slip. Officers read none of it. */
const voiceRoutes = (context: AppContext): Route[] => {
  const { config, db, now, accessLog } = context;
  // Keyed, because the limits keep the ticket, and with it a time, for some hours.
  const keyOf = (sendKey: string) => signatureOf(config, 'voice', sendKey);
  const save = async (ward: PublicWard, sent: { sendKey: string; isChecked: boolean }, form: TypedVoice) => {
    const from = { wardId: ward.id, key: keyOf(sent.sendKey), isChecked: sent.isChecked };
    return voiceSentPage(ward, await sendVoice(context, from, form), form);
  };
  return [
    ...publicFormRoutes(context, {
      path: '/voice/:ward',
      title: 'Đội đến nhà thế nào?',
      schema: voiceForm,
      page: voicePage,
      known: async (ward, sendKey, form) =>
        (await isSent(context, ward.id, keyOf(sendKey))) ? save(ward, { sendKey, isChecked: false }, form) : null,
      isFull: (ward, form) => hasManyComplaints(context, ward.id, form),
      save,
    }),
    listRoute('/voices', 'data-requests.read', {
      title: 'Lời bà con',
      async page({ actor: { wardId, role }, query }) {
        const mayWrite = isPermitted(role, 'data-requests.manage');
        const blocks = await listBlocks(db, wardId, localDateOf(now()));
        const place = readPlace(query);
        const [voices, sentences] = await Promise.all([
          readVoices(db, wardId, spanOf(blocks)),
          listSentences(db, wardId, blocks, place.after),
        ]);
        return voicesPage({ blocks, voices, sentences }, { place, mayWrite });
      },
      opened: ({ actor }) => accessLog.opened(actor, 'voice.list', { type: 'ward', id: actor.wardId }),
      rows: (model) => model,
      columns: { 'Lời nhắn': (row) => row.sentence, 'Những tuần': (row) => row.weeks },
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

// Never what was written. An answer from a telephone has no event: the log would tell its moment.

export const voicesFeature = defineFeature({
  routes: voiceRoutes,
  audit: {
    actions: {
      'voice.list': 'Mở lời nhắn của bà con',
      'voice.enter-slips': 'Chép tờ nhận xét',
      'voice.remove-slips': 'Hoàn tác chép tờ nhận xét',
      'voice.remove-sentence': 'Bỏ một lời nhắn',
    },
    fields: { demands: 'phản ánh có người đòi tiền, mã' },
    subjects: { voice: { label: 'Lời bà con', href: () => '/voices' } },
  },
});
