import { addDays, formatDate, type LocalDate } from '../../../../shared/dates';
import type { Conflict } from '../../../../web/errors';
import { viewOf } from '../../../../web/page';
import { flatten } from '../../../../web/sign-in-again';
import { recordHref } from '../merging/pages';
import type { Choice, Choices } from '../merging/merged-fields';
import { UNDO_DAYS } from '../merging/undo-plan';
import { choicesOf, type GivenChoices, type PairKind, type ReadPair, type ReadSide } from './pair-kind';

const NOTHING = '(trống)';

/** @param given what the reviewer has chosen so far. @param blockers of the merge. */
export function comparePage<Field extends string>(
  { path, record, words }: PairKind<Field>,
  pair: ReadPair<Field>,
  given: GivenChoices<Field> | undefined,
  blockers: readonly string[],
) {
  const choices = choicesOf(pair, given);
  const sideModel = (of: 'kept' | 'removed', badge: string) => {
    const { id, dependents }: ReadSide = pair[of];
    const [name, ...others] = pair.fields;
    return {
      title: name![of],
      href: recordHref(record, id),
      badge,
      facts: others.map((field) => ({ label: field.label, value: field[of] })).filter(({ value }) => value !== ''),
      dependents: dependents.filter(({ lines }) => lines.length > 0),
    };
  };
  const href = `${path}/${pair.id}`;
  return viewOf('register/duplicates/pairs/compare', {
    title: words.question,
    context: pair.context,
    backHref: path,
    backLabel: words.list,
    tags: pair.tags,
    alike: pair.alike,
    unlike: pair.unlike,
    decided: pair.decided,
    sides: [sideModel('kept', 'Giữ lại'), sideModel('removed', 'Sẽ gộp vào')],
    fields: differencesOf(pair).map(({ name, label, kept, removed, mayKeepBoth }) => ({
      legend: label,
      name: `choose[${name}]`,
      id: `choose-${name}`,
      options: [
        { value: 'kept', label: kept || NOTHING, hint: 'hồ sơ giữ lại' },
        { value: 'removed', label: removed || NOTHING, hint: 'hồ sơ sẽ gộp vào' },
        ...(mayKeepBoth && kept && removed ? [{ value: 'both', label: 'Giữ cả hai', hint: '' }] : []),
      ].map((option) => ({ ...option, checked: option.value === choices[name] })),
    })),
    keptId: pair.kept.id,
    removedId: pair.removed.id,
    fingerprint: pair.fingerprint,
    mergeHref: `${href}/merge`,
    distinctionHref: `${href}/distinction`,
    reopenHref: `${href}/reopening`,
    twoWords: words.two,
    noteHint: words.noteHint,
    blockers: blockers.map((message) => ({ fieldId: '', message })),
  });
}

const differencesOf = <Field extends string>({ fields }: ReadPair<Field>) =>
  fields.filter(({ isDifferent }) => isDifferent);

/** The question before the merge: what it changes, and until when it can be undone. */
export function mergeQuestion<Field extends string>(
  { path, words }: PairKind<Field>,
  pair: ReadPair<Field>,
  choices: Choices<Field>,
  today: LocalDate,
) {
  const { title, sentences } = pair.question(choices);
  const changes = differencesOf(pair).map(({ name, label, kept, removed }) => {
    const after: Record<Choice, string> = { kept, removed, both: [kept, removed].filter(Boolean).join(' / ') };
    return { label, before: kept, after: after[choices[name]] };
  });
  return {
    title,
    sentences: [...sentences, `Không dòng nào mất. ${undoUntil(today)}`],
    changes: changes.filter(({ before, after }) => before !== after),
    action: `${path}/${pair.id}/merge`,
    confirmLabel: words.confirm,
  };
}

export const undoUntil = (today: LocalDate): string =>
  `Hoàn tác được đến hết ${formatDate(addDays(today, UNDO_DAYS))}, ở mục “Đã gộp”.`;

/**
 * The page for a reviewer whose decision is based on outdated data.
 * @param last who changed one of the two; null if no user did.
 * @param decision the choices as they were read, and the form as it was sent.
 */
export function pairConflict<Field extends string>(
  { path, words }: PairKind<Field>,
  pair: ReadPair<Field>,
  last: { by: string; at: string } | null,
  { choose, body }: { choose: GivenChoices<Field>; body: unknown },
): Conflict {
  const choices = choicesOf(pair, choose);
  const inWords: Record<Choice, string> = {
    kept: `theo ${words.one} giữ lại`,
    removed: `theo ${words.one} sẽ gộp vào`,
    both: 'giữ cả hai',
  };
  const href = `${path}/${pair.id}`;
  return {
    what: `Trong lúc bạn xem, một trong hai ${words.one} đã có người sửa.`,
    yours: differencesOf(pair).map(({ name, label }) => ({ label, value: inWords[choices[name]] })),
    theirs: differencesOf(pair).map(({ label, kept, removed }) => ({
      label,
      value: `${kept || NOTHING} / ${removed || NOTHING}`,
    })),
    theirName: last?.by ?? 'người khác',
    theirTime: last?.at ?? 'vừa xong',
    resumeHref: href,
    keepAction: {
      href: `${href}/merge`,
      label: 'So sánh lại với lựa chọn của tôi',
      fields: [...flatten(body).filter(([name]) => name !== 'confirmed'), ['confirmed', 'edit'] as const].map(
        ([name, value]) => ({ name, value }),
      ),
    },
  };
}
