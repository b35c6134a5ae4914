import { v7 as newId } from 'uuid';
import { formatDate, type LocalDate } from '../../../shared/dates';
import { FACT_SOURCES, NEEDS } from '../../../shared/needs';
import { cardsOf, HELPER_PURPOSES, HELPER_SIDES, optionsOf } from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { relationLabel } from '../../../shared/relation-labels';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { errorSummary, formView, typed, type Failed, type FormValues, type Option } from '../../../web/form';
import { viewOf } from '../../../web/page';
import {
  factEndForm,
  factForm,
  factWithdrawalForm,
  helperEndForm,
  helperForm,
  newFactForm,
  newHelperForm,
  OUTSIDER,
} from './forms';
import { lastDayOf } from './fact-rules';
import { factText } from './fact-labels';
import type { FactRecord, HelperRecord, Home, KnownHelper } from './queries';

// ------------------------------------------------------------ recording a fact

const sourceOptions = (values: FormValues) => optionsOf({ '': 'Chọn…', ...FACT_SOURCES }, typed(values, 'source'));

/** @param residentId the person from whose page the form was opened. */
export function newFactPage(home: Home, residentId: string | null, today: LocalDate, failed?: Failed) {
  const form = formView(newFactForm(today), { id: newId(), subject: residentId ?? '' }, failed);
  const subject = typed(form.values, 'subject');
  const kinds = ['poor', 'near_poor', 'policy_family', 'disabled', 'social_protection'] as const;
  return viewOf('casework/needs/new-fact', {
    form,
    action: `/households/${home.id}/priority-facts`,
    backHref: `/households/${home.id}`,
    addressLine: capitalise(home.addressLine),
    kinds: optionsOf(
      { '': 'Chọn…', ...Object.fromEntries(kinds.map((value) => [value, NEEDS[value]])) },
      typed(form.values, 'kind'),
    ),
    subjects: [...optionsOf({ '': 'Chọn…', household: 'Cả hộ' }, subject), ...memberOptions(home, subject)],
    sources: sourceOptions(form.values),
  });
}

const memberOptions = (home: Home, selected: string): Option[] =>
  home.members.map(({ id, fullName, gender, relation, relationNote }) => ({
    value: id,
    label: `${fullName} (${uncapitalise(relationNote || relationLabel(relation, gender))})`,
    selected: id === selected,
  }));

// ------------------------------------------------------------ one fact

/** @param opened the form that failed. */
export function factPage(fact: FactRecord, today: LocalDate, opened: 'end' | 'edit' | 'withdraw', failed?: Failed) {
  const failedOf = (form: typeof opened) => (form === opened ? failed : undefined);
  const last = lastDayOf(fact);
  const stored = {
    ...fact,
    validFrom: formatDate(fact.validFrom),
    lastDay: last ? formatDate(last) : '',
    version: String(fact.version),
  };
  const form = formView(factForm(today), stored, failedOf('edit'));
  return viewOf('casework/needs/fact', {
    title: NEEDS[fact.kind],
    whose: fact.fullName ?? `Cả hộ ${fact.addressLine}`,
    backHref: fact.residentId ? `/residents/${fact.residentId}` : `/households/${fact.householdId}`,
    sentence: factText(fact),
    summary: errorSummary(failed?.errors ?? {}),
    isWithdrawn: fact.withdrawnReason !== '',
    canEnd: fact.validTo === null,
    endAction: `/priority-facts/${fact.id}/ending`,
    ending: formView(factEndForm(today), { endsOn: formatDate(today) }, failedOf('end')),
    editAction: `/priority-facts/${fact.id}/edit`,
    isEditing: failedOf('edit') !== undefined,
    form,
    sources: sourceOptions(form.values),
    withdrawAction: `/priority-facts/${fact.id}/withdrawal`,
    isWithdrawing: failedOf('withdraw') !== undefined,
    withdrawal: formView(factWithdrawalForm, {}, failedOf('withdraw')),
  });
}

// ------------------------------------------------------------ digital helpers

/** @param helped the person from whose page the form was opened. @param known residents who may be the helper. */
export function newHelperPage(
  { home, known, helped }: { home: Home; known: readonly KnownHelper[]; helped: string },
  today: LocalDate,
  failed?: Failed,
) {
  const form = formView(newHelperForm(today), { id: newId(), helpedId: helped }, failed);
  const selected = typed(form.values, 'residentId');
  return viewOf('casework/needs/new-helper', {
    form,
    action: `/households/${home.id}/digital-helpers`,
    backHref: `/households/${home.id}`,
    addressLine: capitalise(home.addressLine),
    helped: helpedOptions(home, 'Chọn…', form.values),
    members: [
      ...optionsOf({ '': 'Người ở ngoài hộ' }, selected),
      ...memberOptions(home, selected),
      ...knownOptions(
        known.filter(({ id }) => home.members.every((member) => member.id !== id)),
        selected,
      ),
      ...(known.length > 0 ? optionsOf({ [OUTSIDER]: 'Không phải ai ở trên: người ngoài' }, selected) : []),
    ],
    purposes: cardsOf(HELPER_PURPOSES, form.values.purposes),
    validFrom: typed(form.values, 'validFrom') || formatDate(today),
  });
}

const knownOptions = (known: readonly KnownHelper[], selected: string): Option[] =>
  known.flatMap(({ id, fullName, addressLine }) => optionsOf({ [id]: `${fullName}, ${addressLine}` }, selected));

const helpedOptions = (home: Home, none: string, values: FormValues): Option[] => [
  ...optionsOf({ '': none }, typed(values, 'helpedId')),
  ...memberOptions(home, typed(values, 'helpedId')),
];

/** @param home of a helper of a whole household, to say whom they help; null otherwise. */
export function helperPage(
  { helper, home, known }: { helper: HelperRecord; home: Home | null; known: readonly KnownHelper[] },
  { today, isEnding }: { today: LocalDate; isEnding: boolean },
  failed?: Failed,
) {
  const stored = {
    ...helper,
    phone: helper.phone ? formatPhoneNumber(helper.phone) : '',
    agreedOn: helper.agreedOn ? formatDate(helper.agreedOn) : '',
    version: String(helper.version),
  };
  const form = formView(helperForm(today), stored, isEnding ? undefined : failed);
  const ending = formView(helperEndForm(today), { endsOn: formatDate(today) }, isEnding ? failed : undefined);
  const ownPhone = helper.member?.phone;
  const selected = typed(form.values, 'residentId');
  return viewOf('casework/needs/helper', {
    form,
    title: helper.member?.fullName ?? helper.name,
    context: `Người giúp số của ${helper.helpedName ?? 'cả hộ, chưa rõ ai'}`,
    backHref: helper.householdId ? `/households/${helper.householdId}` : `/residents/${helper.helpedId}`,
    addressLine: helper.addressLine ? capitalise(helper.addressLine) : (helper.helpedName ?? ''),
    isOutside: helper.member === null,
    action: `/digital-helpers/${helper.id}/edit`,
    helped: home && helpedOptions(home, 'Cả hộ, chưa rõ ai', form.values),
    /** Residents who may be the outsider; empty if there are none. */
    known:
      known.length > 0
        ? [...optionsOf({ '': 'Không phải ai trong sổ' }, selected), ...knownOptions(known, selected)]
        : [],
    purposes: cardsOf(HELPER_PURPOSES, form.values.purposes),
    heardBy: helper.heardBy ? `${helper.heardBy} đã nghe.` : '',
    /** '' if the tie has ended. */
    endAction: helper.validTo === null ? `/digital-helpers/${helper.id}/ending` : '',
    ending,
    sides: cardsOf(HELPER_SIDES, ending.values.endedWord),
    phoneHint: ownPhone ? `Để trống thì dùng số trong hồ sơ: ${formatPhoneNumber(ownPhone)}.` : '',
  });
}
