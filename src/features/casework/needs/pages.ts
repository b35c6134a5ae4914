import { v7 as newId } from 'uuid';
import { formatDate, localDateOf, type LocalDate } from '../../../shared/dates';
import { FACT_SOURCES, NEEDS } from '../../../shared/needs';
import { optionsOf } from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { relationLabel } from '../../../shared/relation-labels';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { errorSummary, formView, typed, type Failed, type FormValues, type Option } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { factEndForm, factForm, factWithdrawalForm, helperForm, newFactForm, newHelperForm } from './forms';
import { lastDayOf } from './fact-rules';
import { factText } from './fact-labels';
import type { FactRecord, HelperRecord, Home } from './queries';

// ------------------------------------------------------------ recording a fact

const sourceOptions = (values: FormValues) => optionsOf({ '': 'Chọn…', ...FACT_SOURCES }, typed(values, 'source'));

/** @param residentId the person from whose page the form was opened. */
export function newFactPage(home: Home, residentId: string | null, today: LocalDate, failed?: Failed) {
  const form = formView(newFactForm(today), { id: newId(), subject: residentId ?? '' }, failed);
  const kind = typed(form.values, 'kind');
  const subject = typed(form.values, 'subject');
  const kinds = ['poor', 'near_poor', 'policy_family', 'disabled', 'social_protection'] as const;
  return viewOf('casework/needs/new-fact', {
    form,
    action: `/households/${home.id}/priority-facts`,
    backHref: `/households/${home.id}`,
    addressLine: capitalise(home.addressLine),
    kinds: [
      { value: '', label: 'Chọn…', selected: kind === '' },
      ...kinds.map((value) => ({ value, label: NEEDS[value], selected: value === kind })),
    ],
    subjects: [
      { value: '', label: 'Chọn…', selected: subject === '' },
      { value: 'household', label: 'Cả hộ', selected: subject === 'household' },
      ...memberOptions(home, subject),
    ],
    sources: sourceOptions(form.values),
  });
}

function memberOptions(home: Home, selected: string): Option[] {
  return home.members.map(({ id, fullName, gender, relation, relationNote }) => ({
    value: id,
    label: `${fullName} (${uncapitalise(relationNote || relationLabel(relation, gender))})`,
    selected: id === selected,
  }));
}

// ------------------------------------------------------------ one fact

/** @param opened the form that failed. */
export function factPage(fact: FactRecord, today: LocalDate, opened: 'end' | 'edit' | 'withdraw', failed?: Failed) {
  const failedOf = (form: typeof opened) => (form === opened ? failed : undefined);
  const form = formView(factForm(today), { ...factValues(fact), version: String(fact.version) }, failedOf('edit'));
  return viewOf('casework/needs/fact', {
    title: NEEDS[fact.kind],
    whose: fact.fullName ?? `Cả hộ ${fact.addressLine}`,
    backHref: fact.residentId ? `/residents/${fact.residentId}` : `/households/${fact.householdId}`,
    sentence: factText({
      ...fact,
      recordedOn: localDateOf(fact.recordedAt),
      endedOn: fact.endedAt && localDateOf(fact.endedAt),
    }),
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

function factValues(fact: FactRecord) {
  const last = lastDayOf(fact);
  return {
    validFrom: formatDate(fact.validFrom),
    lastDay: last ? formatDate(last) : '',
    source: fact.source,
    sourceNote: fact.sourceNote,
  };
}

// ------------------------------------------------------------ digital helpers

export function newHelperPage(home: Home, today: LocalDate, failed?: Failed) {
  const form = formView(newHelperForm(today), { id: newId() }, failed);
  return viewOf('casework/needs/new-helper', {
    form,
    action: `/households/${home.id}/digital-helpers`,
    backHref: `/households/${home.id}`,
    addressLine: capitalise(home.addressLine),
    members: [
      { value: '', label: 'Người ở ngoài hộ', selected: typed(form.values, 'residentId') === '' },
      ...memberOptions(home, typed(form.values, 'residentId')),
    ],
    validFrom: typed(form.values, 'validFrom') || formatDate(today),
  });
}

export function helperPage(helper: HelperRecord, failed?: Failed) {
  const form = formView(helperForm, { ...helperValues(helper), version: String(helper.version) }, failed);
  const ownPhone = helper.member?.phone;
  return viewOf('casework/needs/helper', {
    form,
    title: helper.member?.fullName ?? helper.name,
    backHref: `/households/${helper.householdId}`,
    addressLine: capitalise(helper.addressLine),
    isOutside: helper.member === null,
    action: `/digital-helpers/${helper.id}/edit`,
    endAction: `/digital-helpers/${helper.id}/ending`,
    phoneHint: ownPhone ? `Để trống thì dùng số trong hồ sơ: ${formatPhoneNumber(ownPhone)}.` : '',
  });
}

function helperValues(helper: HelperRecord) {
  return {
    name: helper.name,
    phone: helper.phone ? formatPhoneNumber(helper.phone) : '',
    relationNote: helper.relationNote,
  };
}
